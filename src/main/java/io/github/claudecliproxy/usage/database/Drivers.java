package io.github.claudecliproxy.usage.database;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collections;

/** The JDBC drivers of this application, which register themselves with the JVM when they are loaded. */
public final class Drivers {
    private Drivers() {}

    /** Takes them from the JVM, or it would keep the classes of a stopped application. */
    public static void forget() {
        ClassLoader ours = Drivers.class.getClassLoader();
        for (Driver driver : Collections.list(DriverManager.getDrivers())) {
            if (ours.equals(driver.getClass().getClassLoader())) {
                try {
                    DriverManager.deregisterDriver(driver);
                } catch (SQLException ignored) {
                    // without a security manager nobody objects
                }
            }
        }
    }
}
