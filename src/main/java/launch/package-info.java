/** What stands at the WAR's root, so that {@code java -jar} finds it: unpacks the rest. Plain Java, no library. */
package launch;
