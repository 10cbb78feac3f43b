# WildFly: an API key in its standalone.conf.
url=http://localhost:8080/proxy
log='$JBOSS_HOME/standalone/log/server.log'
undeployed=whole
stopped=whole

configure() {
  cp -r "target/servers/$server/distribution/"* "$opt"
  export JBOSS_HOME
  JBOSS_HOME=$(echo "$opt"/wildfly-*)
  run "export JBOSS_HOME=$JBOSS_HOME"
  add '$JBOSS_HOME/bin/standalone.conf' "export CLAUDE_CLI_PATH=$claude" 'export ANTHROPIC_API_KEY=dummy' \
    "export ANTHROPIC_BASE_URL=$api"
}
start() { run '$JBOSS_HOME/bin/standalone.sh >/dev/null 2>&1 &'; }
deploy() { run "cp $war \$JBOSS_HOME/standalone/deployments/proxy.war"; }
undeploy() { run 'rm $JBOSS_HOME/standalone/deployments/proxy.war'; }
stop() { run '$JBOSS_HOME/bin/jboss-cli.sh --connect --command="shutdown --suspend-timeout=45"'; }
