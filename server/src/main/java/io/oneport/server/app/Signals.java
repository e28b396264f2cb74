package io.oneport.server.app;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Handlers of the signals that the process receives.
 *
 * <p>Reaches {@code sun.misc.Signal} (module jdk.unsupported) by reflection: javac warns wherever the class is named, and
 * no annotation suppresses that warning.
 */
final class Signals {
    private Signals() {}

    /**
     * Runs an action on every such signal, on a thread of its own, in place of what the JVM does.
     *
     * @param name without {@code SIG}, such as {@code TERM}
     * @return false if the signal can't be handled here: the JVM was started with {@code -Xrs}, or has no such class
     */
    static boolean handle(String name, Runnable action) {
        InvocationHandler handler = (self, method, arguments) -> switch (method.getName()) {
            case "handle" -> {
                action.run();
                yield null;
            }
            case "equals" -> self == arguments[0];
            case "hashCode" -> System.identityHashCode(self);
            default -> "handler of SIG" + name;
        };
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> type = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {type}, handler);
            signal.getMethod("handle", signal, type)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            return true;
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            return false;
        }
    }
}
