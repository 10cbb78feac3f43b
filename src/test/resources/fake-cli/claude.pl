#!/usr/bin/perl
# The stand-in for the CLI, for what the real one will not do on cue. It starts in about two milliseconds and asks no API.
# What it does with a question says FakeCli.java, which replaces the line marked so; else the question says it, as
# [[fault NAME]], and a question that does not is answered well. The models "dead" and "deaf" fail before any question.
my ($flags, $in, $answers, $sealed) = ("@ARGV", '', 0, 0);
my ($folder) = $0 =~ m{(.*)/};
if ($flags eq '--version') { print "2.1.330 (Claude Code)\n"; exit 0 }
if ($flags =~ /^auth/) { printf qq({"loggedIn":%s,"authMethod":"fake"}\n), -e "$folder/logged-out" ? 'false' : 'true'; exit 0 }
if ($flags =~ /--model dead/) { print STDERR "dead before its first line\n"; exit 3 }
if ($flags =~ /--model deaf/) { hang() }
while (sysread STDIN, $in, 65536, length $in) {
    my $begin = 0;
    while ((my $end = index $in, "\n", $begin) >= 0) {
        line(substr $in, $begin, $end - $begin);
        $begin = $end + 1;
    }
    $in = substr $in, $begin;
}

sub out { my $text = join '', @_; syswrite STDOUT, $text or exit 1 }
sub hang { sleep 300; exit 4 }
sub die_now { kill 9, $$; hang() }

# reads on without another word
sub rest { 1 while sysread STDIN, my $unread, 65536; exit 0 }

# until there is a file of this name beside this program
sub wait_for { select undef, undef, undef, 0.05 until -e "$folder/$_[0]" }

sub behave { fault($_[0]) } # BEHAVIOUR

sub line {
    my ($line) = @_;
    my ($type) = $line =~ /"type":"(control_request|control_response|user|assistant)"/ or return;
    if ($type eq 'control_request') {
        my ($id) = $line =~ /"request_id":"([^"]*)"/;
        my $answer = control_answer($line);
        $sealed = $1 eq '1' if $line =~ /"CLAUDE_CODE_BLOCKING_LIMIT_OVERRIDE":"(\d+)"/;
        out(qq({"type":"control_response","response":{"subtype":"success","request_id":"$id","response":$answer}}\n));
    } elsif ($type eq 'control_response') {
        asking();
        behave($line);    # the client has brought its tool's result
    } elsif ($type eq 'user' && $line =~ /"shouldQuery":false/) {
        result(0);
    } elsif ($type eq 'user' && $sealed) {
        out(qq({"type":"result","subtype":"success","is_error":true,"terminal_reason":"blocking_limit"}\n));
    } elsif ($type eq 'user') {
        asking();
        behave($line);
    }
}

sub control_answer {
    my ($line) = @_;
    return '{"rewound":true}' if $line =~ /"rewind_conversation"/;
    return '{"models":[{"value":"fake","resolvedModel":"claude-fake-1","displayName":"Fake"}]}' if $line =~ /"list_models"/;
    return '{"categories":[{"kind":"used","tokens":7}]}' if $line =~ /"get_context_usage"/;
    return '{}';
}

# what the CLI says before it asks the API
sub asking {
    out(qq({"type":"system","subtype":"init","model":"claude-fake-1"}\n{"type":"system","subtype":"status","status":"requesting"}\n));
}

sub fault {
    my ($name) = $_[0] =~ /.*\[\[fault (\w+)\]\]/;
    __PACKAGE__->can('fault_' . ($name || 'good'))->();
}

sub result_line { qq({"type":"result","subtype":"success","is_error":false,"num_turns":$_[0],"result":""}\n) }
sub result { out(result_line(@_)) }

sub event { qq({"type":"stream_event","event":$_[0],"parent_tool_use_id":null,"session_id":"fault"}\n) }

sub delta {
    event(qq({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"$_[0]"}}));
}

sub start {
    $answers++;
    my $block = $_[0] || '{"type":"text","text":""}';
    event(qq({"type":"message_start","message":{"id":"msg_fault_$$\_$answers","type":"message","role":"assistant",)
            . '"model":"fault","content":[],"stop_reason":null,"stop_sequence":null,'
            . '"usage":{"input_tokens":3,"output_tokens":1}}}')
        . event(qq({"type":"content_block_start","index":0,"content_block":$block}));
}

sub stop_reason {
    event('{"type":"content_block_stop","index":0}')
        . event(qq({"type":"message_delta","delta":{"stop_reason":"$_[0]","stop_sequence":null},)
            . '"usage":{"output_tokens":2}}');
}

sub end { stop_reason($_[0] || 'end_turn') . event('{"type":"message_stop"}') }

# the two halves of a good answer, which is "Hi"
sub begin { out(start(), delta('Hi')) }
sub finish { out(end(), result_line(1)) }

sub whole {
    out(start(), delta('Hi'), @_, delta(' there'), end());
    result(1);
}

sub api_error {
    qq({"type":"assistant","is_api_error_message":true,"api_error_status":$_[0],)
        . qq("message":{"content":[{"type":"text","text":"API Error: $_[0] scripted"}]}}\n);
}

sub grandchild { fork or hang() }

# answered whole, whatever comes with the answer
sub fault_good { whole() }
sub fault_garbage { whole(join '', map { chr($_) . "}{\n" } 0 .. 9, 11 .. 255) }
sub fault_odd { whole("\n", "null\n", "[]\n", "1e99999999\n", "\"x\"\n", event('7'), event('{"type":7}'), "{}\n") }
sub fault_nul { whole("\0\0\0\n", event(qq({"type":"ping","x":"\0"})), "\0" x 5000, "\n") }
sub fault_utf8 { whole(delta("\xff\xfe broken \xc3("), delta("\xed\xa0\x80")) }
sub fault_stderr { print STDERR "noise " x 200000, "\xff\0\n"; whole() }
sub fault_pieces { out(start(), substr delta('Hi'), 0, 40); out(substr(delta('Hi'), 40), delta(' there'), end()); result(1) }
sub fault_babble { whole(); out((start(), delta('more'), end()) x 20) }
sub fault_junk { whole('x' x 20_000_000, "\n") }
sub fault_long { out(start(), delta('y' x 20_000_000), end()); result(1) }
sub fault_many { out(start(), (delta('z' x 1000)) x 3000, end()); result(1) }
sub fault_heir { grandchild(); whole() }
sub fault_unstopped { out(start(), delta('Hi'), delta(' there'), stop_reason('end_turn')); exit 5 }
sub fault_cut { out(start(), delta('Hi'), delta(' there'), end('max_tokens')); result(1) }

# fails before the answer
sub fault_exit { exit 3 }
sub fault_killed { die_now() }
sub fault_half { out(substr start(), 0, 60); exit 0 }
sub fault_orphan { grandchild(); die_now() }
sub fault_mute { close STDOUT; hang() }
sub fault_ended { result(1); hang() }
sub fault_refused { out(api_error(400)); hang() }
sub fault_limited { out(api_error(429)); hang() }
sub fault_overload { out(api_error(529)); exit 1 }

# fails in the middle of the answer
sub fault_dies { out(start(), delta('Hi')); die_now() }
sub fault_halves { out(start(), delta('Hi'), substr delta('lost'), 0, 50); exit 0 }
sub fault_brood { out(start(), delta('Hi')); grandchild() for 1 .. 3; die_now() }
sub fault_broken { out(start(), delta('Hi'), api_error(500)); hang() }

# would never end
sub fault_silent { hang() }
sub fault_stuck { out(start(), delta('Hi')); hang() }
sub fault_deaf { $SIG{TERM} = 'IGNORE'; hang() }
sub fault_flood { out(start()); out("no json\n" x 1000) while 1 }
sub fault_pings { out(start()); out(event('{"type":"ping"}') x 100) while 1 }
sub fault_noise { print STDERR 'noise ' x 1000 while 1 }
sub fault_endless { out('x' x 65536) while 1 }

# a call of the client's tool, held until its result comes
sub fault_tool {
    my $id = "toolu_$$\_" . ($answers + 1);
    out(start(qq({"type":"tool_use","id":"$id","name":"lookup","input":{}})), end('tool_use'),
        qq({"type":"control_request","request_id":"call-$id","request":{"subtype":"mcp_message",),
        qq("server_name":"client","message":{"jsonrpc":"2.0","id":$answers,"method":"tools/call","params":{),
        qq("name":"lookup","arguments":{},"_meta":{"claudecode/toolUseId":"$id"}}}}}\n));
}
