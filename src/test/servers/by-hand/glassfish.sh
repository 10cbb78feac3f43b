# Eclipse GlassFish, and Payara which has come from it: the token of `claude setup-token` in its asenv.conf.
url=http://localhost:8080/proxy
log='$AS_HOME/glassfish/domains/domain1/logs/server.log'
undeployed=whole
stopped=cut
[ "$server" = glassfish-7 ] || stopped=whole

configure() {
  cp -r "target/servers/$server/distribution/"* "$opt"
  rm -rf "$opt/META-INF"
  export AS_HOME
  AS_HOME=$(echo "$opt"/*)
  run "export AS_HOME=$AS_HOME"
  add '$AS_HOME/glassfish/config/asenv.conf' "export CLAUDE_CLI_PATH=$claude" 'export CLAUDE_CODE_OAUTH_TOKEN=dummy' \
    "export ANTHROPIC_BASE_URL=$api"
}
start() { run '$AS_HOME/bin/asadmin start-domain'; }
deploy() { run "\$AS_HOME/bin/asadmin deploy --contextroot proxy --name proxy $war"; }
undeploy() { run '$AS_HOME/bin/asadmin undeploy proxy'; }
stop() { run '$AS_HOME/bin/asadmin stop-domain'; }
