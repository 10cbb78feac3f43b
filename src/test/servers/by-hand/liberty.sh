# Open Liberty: the token of `claude setup-token` in its server.env.
url=http://localhost:9080/proxy
log='$WLP/usr/servers/proxy/logs/messages.log'
undeployed=whole
stopped=whole

configure() {
  cp -r "target/servers/$server/distribution/"* "$opt"
  export WLP=$opt/wlp
  run "export WLP=$WLP"
  run '$WLP/bin/server create proxy --template=webProfile10'
  run 'mkdir -p $WLP/etc'
  add '$WLP/etc/server.env' "CLAUDE_CLI_PATH=$claude" CLAUDE_CODE_OAUTH_TOKEN=dummy "ANTHROPIC_BASE_URL=$api"
  run '(cd $WLP/usr/servers/proxy && mkdir -p apps configDropins/overrides)'
  run "cp $war \$WLP/usr/servers/proxy/apps/"
}
start() { run '$WLP/bin/server start proxy'; }
deploy() {
  add '$WLP/usr/servers/proxy/configDropins/overrides/proxy.xml' \
    '<server><webApplication contextRoot="/proxy" location="claude-cli-proxy.war"/></server>'
}
undeploy() { run 'rm $WLP/usr/servers/proxy/configDropins/overrides/proxy.xml'; }
stop() { run '$WLP/bin/server stop proxy'; }
