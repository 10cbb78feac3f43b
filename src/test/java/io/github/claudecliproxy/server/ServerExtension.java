package io.github.claudecliproxy.server;

import java.lang.annotation.Annotation;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.core.api.Instance;
import org.jboss.arquillian.core.api.annotation.Inject;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.arquillian.test.spi.enricher.resource.ResourceProvider;

/** Makes {@link ServerContainer} known to Arquillian, and its server to tests. */
public final class ServerExtension implements LoadableExtension {
    @Override
    public void register(ExtensionBuilder builder) {
        builder.service(DeployableContainer.class, ServerContainer.class);
        builder.service(ResourceProvider.class, Provider.class);
    }

    /** Gives a test the server that it runs against. */
    public static final class Provider implements ResourceProvider {
        @Inject
        private Instance<RunningServer> running;

        @Override
        public boolean canProvide(Class<?> type) {
            return type == RunningServer.class;
        }

        @Override
        public Object lookup(ArquillianResource resource, Annotation... qualifiers) {
            return running.get();
        }
    }
}
