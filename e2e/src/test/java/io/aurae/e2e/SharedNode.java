// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e;

import io.aurae.testing.LeakCheck;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The node that is up from the first class that wants it to the end of the last one. */
final class SharedNode implements BeforeAllCallback, AfterEachCallback, ParameterResolver {
    /** For whatever is awaited: the machine may be busy. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Taken down at the end of the run; then nothing on the machine may carry its name. */
    private record Held(ExtensionContext context, LeakCheck leaks, Registry registry, Node node, Traces clean)
            implements AutoCloseable {
        static Held begin(ExtensionContext context) {
            Awaitility.setDefaultTimeout(PATIENCE);
            LeakCheck leaks = new LeakCheck();
            leaks.beforeAll(context);
            try {
                Registry registry = Registry.start(leaks);
                Node node = Node.up(leaks, registry);
                return new Held(context.getRoot(), leaks, registry, node, Traces.of(node));
            } catch (RuntimeException | AssertionError e) {
                endAfter(e, leaks, context);
                throw e;
            }
        }

        private static void endAfter(Throwable cause, LeakCheck leaks, ExtensionContext context) {
            try {
                leaks.afterAll(context);
            } catch (Exception | AssertionError e) {
                cause.addSuppressed(e);
            }
        }

        @Override
        public void close() throws Exception {
            node.close();
            leaks.afterAll(context);
        }
    }

    private static Held held(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedNode.class))
                .computeIfAbsent(Held.class, key -> Held.begin(context), Held.class);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        held(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Held held = held(context);
        if (context.getExecutionException().isPresent()) {
            held.node().up(); // the test may have left it down
        }
        held.node().freeAll();
        held.clean().awaitNoneSince(held.node());
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Node.class || type == Registry.class || type == LeakCheck.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Held held = held(context);
        Class<?> type = parameter.getParameter().getType();
        if (type == LeakCheck.class) {
            return held.leaks();
        }
        return type == Node.class ? held.node() : held.registry();
    }
}
