/**
 * The main class at the WAR's root, where {@code java -jar} finds it; it unpacks the rest. Plain Java, without
 * libraries.
 */
package launch;
