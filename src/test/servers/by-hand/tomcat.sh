# Apache Tomcat. Its user logs in as .github/docs/servers.md says: a file in the home of the server's user.
url=http://localhost:8080/proxy
log='$CATALINA_HOME/logs/catalina.out'
undeployed=whole
stopped=whole

configure() {
  cp -r "target/servers/$server/distribution/"* "$opt"
  export CATALINA_HOME
  CATALINA_HOME=$(echo "$opt"/apache-tomcat-*)
  chmod +x "$CATALINA_HOME"/bin/*.sh
  run "export CATALINA_HOME=$CATALINA_HOME"
  add '$CATALINA_HOME/bin/setenv.sh' "export CLAUDE_CLI_PATH=$claude" "export ANTHROPIC_BASE_URL=$api"
}
start() { run '$CATALINA_HOME/bin/catalina.sh start'; }
deploy() { run "cp $war \$CATALINA_HOME/webapps/proxy.war"; }
undeploy() { run 'rm $CATALINA_HOME/webapps/proxy.war'; }
stop() { run '$CATALINA_HOME/bin/catalina.sh stop'; }

login() {
  ask false 'Is anybody there?'
  expect 'without a login it says so' 'not logged in|log in'
  say "\$ sudo -u tomcat -H claude    # and log in; here a file like the one that this writes"
  mkdir -p "$HOME/.claude"
  printf '{"claudeAiOauth":{"accessToken":"dummy","refreshToken":"none","expiresAt":%s000,"scopes":["user:inference"]}}' \
    $(($(date +%s) + 86400)) >"$HOME/.claude/.credentials.json"
}
