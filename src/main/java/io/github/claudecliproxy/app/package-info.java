/** Where everything is wired: as a web application of any server, or by the launcher with its own Tomcat. */
@NullMarked
package io.github.claudecliproxy.app;

import org.jspecify.annotations.NullMarked;
