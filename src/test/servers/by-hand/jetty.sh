# Eclipse Jetty: an API key in its environment.
url=http://localhost:8080/proxy
log='$JETTY_BASE/jetty.log'
undeployed=whole
stopped=whole

configure() {
  cp -r target/servers/jetty-ee10/distribution/* "$opt" # one distribution has both
  export JETTY_HOME JETTY_BASE=$opt/base
  JETTY_HOME=$(echo "$opt"/jetty-home-*)
  run "export JETTY_HOME=$JETTY_HOME JETTY_BASE=$JETTY_BASE; mkdir \$JETTY_BASE"
  run "(cd \$JETTY_BASE && java -jar \$JETTY_HOME/start.jar --add-modules=http,graceful,${server#jetty-}-deploy)"
  add '$JETTY_BASE/start.d/proxy.ini' jetty.server.stopTimeout=45000 jetty.deploy.scanInterval=1
  run "export CLAUDE_CLI_PATH=$claude ANTHROPIC_API_KEY=dummy ANTHROPIC_BASE_URL=$api"
}
start() { run '(cd $JETTY_BASE && exec java -jar $JETTY_HOME/start.jar >jetty.log 2>&1) & jetty=$!'; }
deploy() { run "cp $war \$JETTY_BASE/webapps/proxy.war"; }
undeploy() { run 'rm $JETTY_BASE/webapps/proxy.war'; }
stop() { run 'kill $jetty'; }
