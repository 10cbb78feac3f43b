#!/usr/bin/perl
# A claude CLI that costs nothing: it starts in about two milliseconds, asks no API, and answers every question with
# "Hi there". It can be emptied, rewound, interrupted and sealed as the real one can. What it does otherwise is written
# in the question:
#   [[tools N]]        N rounds of the client's tool "lookup" before the answer
#   [[hold N]]         notes N in $HOME/order, then waits for the file $HOME/open
#   [[pause]]          one word, then nothing until the file $HOME/open
#   [[stamp N RATE]]   N text deltas, RATE a second, each the time of its writing in microseconds since 1970
my $flags = "@ARGV";
if ($flags eq '--version') { print "2.1.330 (Claude Code)\n"; exit 0 }
if ($flags =~ /^auth/) { print qq({"loggedIn":true,"authMethod":"free"}\n); exit 0 }
if ($flags !~ /--input-format/) {    # one question, one answer: what a process a call runs
    print '{"type":"result","subtype":"success","is_error":false,"num_turns":1,"result":"Hi there",',
        qq("usage":{"input_tokens":3,"output_tokens":2}}\n);
    exit 0;
}
my $model = $flags =~ /--model (\S+)/ ? $1 : 'free';
my ($in, $wanted, $results, $answers) = ('', 0, 0, 0);
my ($sealed, $answering);    # whether no question may be asked; whether an answer is on its way
take() while 1;

# Does what lines say that are there, then waits for more.
sub take {
    while ((my $end = index $in, "\n") >= 0) {
        line(substr $in, 0, $end + 1, '');
    }
    sysread STDIN, $in, 65536, length $in or exit 0;
}

# Waits so many seconds in the midst of an answer, and does what lines say that come meanwhile.
sub rest {
    my ($seconds) = @_;
    while ($answering && (my $end = index $in, "\n") >= 0) {
        line(substr $in, 0, $end + 1, '');
    }
    return unless $answering;
    vec(my $readable = '', fileno STDIN, 1) = 1;
    if (select $readable, undef, undef, $seconds) {
        sysread STDIN, $in, 65536, length $in or exit 0;
    }
}

sub out { my $text = join '', @_; syswrite STDOUT, $text or exit 1 }

sub line {
    my ($line) = @_;
    my ($type) = $line =~ /"type":"(control_request|control_response|user|assistant)"/ or return;
    if ($type eq 'control_request') {
        control($line);
    } elsif ($type eq 'control_response') {
        $results++;
        answer('');
    } elsif ($type eq 'user') {
        $wanted = $1 if $line =~ /\[\[tools (\d+)\]\]/;
        $results += () = $line =~ /"type":"tool_result"/g;
        if ($line =~ /"shouldQuery":false/) {
            result(0, 'false', '');
        } elsif ($sealed) {
            result(1, 'true', 'Prompt is too long', 'blocking_limit');
        } else {
            answer($line);
        }
    }
}

sub control {
    my ($line) = @_;
    my ($id) = $line =~ /"request_id":"([^"]*)"/;
    my ($subtype) = $line =~ /"subtype":"([^"]*)"/;
    my $answer = '{}';
    $sealed = $1 eq '1' if $line =~ /"CLAUDE_CODE_BLOCKING_LIMIT_OVERRIDE":"(\d+)"/;
    if ($subtype eq 'interrupt' || $subtype eq 'rewind_conversation') {
        result(1, 'true', '', 'aborted_streaming') if $answering;
        $answering = 0;
    }
    if ($subtype eq 'rewind_conversation') {
        my ($target) = $line =~ /"target_message_uuid":"([^"]*)"/;
        $wanted = $results = 0;
        $answer = qq({"rewound":true,"targetMessageUuid":"$target","prefillText":"","precedingAssistantUuid":null});
    }
    out(qq({"type":"control_response","response":{"subtype":"success","request_id":"$id","response":$answer}}\n));
}

sub result { out(ended(@_)) }

sub ended {
    my ($turns, $error, $text, $reason) = @_;
    $reason ||= 'completed';
    qq({"type":"result","subtype":"success","is_error":$error,"num_turns":$turns,"result":"$text",)
        . qq("terminal_reason":"$reason","stop_reason":"end_turn","usage":{"input_tokens":3,"output_tokens":2}}\n);
}

sub event { qq({"type":"stream_event","event":$_[0],"parent_tool_use_id":null,"session_id":"free"}\n) }

sub delta {
    event(qq({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"$_[0]"}}));
}

# What the real one says before it asks the API.
sub requesting {
    qq({"type":"system","subtype":"init","model":"$model","tools":[],"session_id":"free"}\n)
        . qq({"type":"system","subtype":"status","status":"requesting","session_id":"free"}\n);
}

sub start {
    $answers++;
    my $block = $_[0];
    event(qq({"type":"message_start","message":{"id":"msg_free_$$\_$answers","type":"message","role":"assistant",)
            . qq("model":"$model","content":[],"stop_reason":null,"stop_sequence":null,)
            . '"usage":{"input_tokens":3,"output_tokens":1}}}')
        . event(qq({"type":"content_block_start","index":0,"content_block":$block}));
}

sub end {
    event('{"type":"content_block_stop","index":0}')
        . event(qq({"type":"message_delta","delta":{"stop_reason":"$_[0]","stop_sequence":null},)
            . '"usage":{"output_tokens":2}}')
        . event('{"type":"message_stop"}');
}

sub answer {
    my ($line) = @_;
    if ($results < $wanted) {
        my $id = 'toolu_' . ($results + 1);
        out(requesting(), start(qq({"type":"tool_use","id":"$id","name":"lookup","input":{}})), end('tool_use'),
            qq({"type":"control_request","request_id":"call-$id","request":{"subtype":"mcp_message",),
            qq("server_name":"client","message":{"jsonrpc":"2.0","id":$answers,"method":"tools/call","params":{),
            qq("name":"lookup","arguments":{},"_meta":{"claudecode/toolUseId":"$id"}}}}}\n));
        return;
    }
    my $text = '{"type":"text","text":""}';
    if ($line !~ /\[\[(hold|pause|stamp)\b/) {
        out(requesting(), start($text), delta('Hi'), delta(' there'), end('end_turn'), ended(1, 'false', 'Hi there'));
        return;
    }
    $answering = 1;
    out(requesting());
    hold($1) if $line =~ /\[\[hold (\d+)\]\]/;
    out(start($text)) if $answering;
    if ($line =~ /\[\[stamp (\d+) (\d+)\]\]/) {
        stamps($1, $2);
    } elsif ($answering) {
        out(delta('Hi'));
        pause() if $line =~ /\[\[pause\]\]/;
    }
    return unless $answering;    # else its end was told already
    $answering = 0;
    out(end('end_turn'));
    result(1, 'false', 'Hi there');
}

sub hold {
    open my $order, '>>', "$ENV{HOME}/order" or exit 1;
    syswrite $order, "$_[0]\n";
    close $order;
    rest(0.01) while $answering && !-e "$ENV{HOME}/open";
}

sub pause { rest(0.1) while $answering && !-e "$ENV{HOME}/open" }

sub stamps {
    my ($count, $rate) = @_;
    require Time::HiRes;
    my $begun = Time::HiRes::time();
    for my $i (1 .. $count) {
        my $wait;
        rest($wait) while $answering && ($wait = $begun + $i / $rate - Time::HiRes::time()) > 0;
        return unless $answering;
        my ($s, $us) = Time::HiRes::gettimeofday();
        out(delta(sprintf '%d%06d', $s, $us));
    }
}
