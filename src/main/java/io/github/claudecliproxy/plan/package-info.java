/** The limits of the operator's plan, as the CLI tells of them: five hours, a week, a week of one model. */
@NullMarked
package io.github.claudecliproxy.plan;

import org.jspecify.annotations.NullMarked;
