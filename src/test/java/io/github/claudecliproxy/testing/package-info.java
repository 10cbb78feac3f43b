/**
 * What tests share; there is one of each kind.
 *
 * <ul>
 *   <li>A proxy: {@link ProxyFixture} for nearly all tests. It starts {@link RunningProxy} in this JVM. {@link LaunchedProxy}
 *       is the packaged WAR as a process, for its log, signals, exit status and memory; {@code server.RunningServer} is
 *       another server with the WAR.
 *   <li>A CLI: {@link CliUnderTest}, the real one. {@link FakeCli} is for what that will not do on cue, {@link FakeSession}
 *       for unit tests that need no process.
 *   <li>An API behind the CLI: {@link ScriptedApi}; {@link ApiProcess} runs it in a process that can be frozen and killed.
 *   <li>A client: {@link Http} for requests that any library would send, {@link Talk} for a conversation over it,
 *       {@link RawClient} for bytes that no library sends and for hanging up, {@link Sdk} for the official SDKs.
 * </ul>
 */
package io.github.claudecliproxy.testing;
