/** The one class that stands at the WAR's root, so that {@code java -jar} finds it. Plain Java, no library. */
package launch;
