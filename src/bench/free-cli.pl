#!/usr/bin/perl
# A claude CLI that costs nothing: it starts in about two milliseconds, asks no API, and answers every question with
# "Hi there". What it does otherwise is written in the question:
#   [[tools N]]        N rounds of the client's tool "lookup" before the answer
#   [[hold N]]         notes N in $HOME/order, then waits for the file $HOME/open
#   [[pause]]          one word, then nothing until the file $HOME/open
#   [[stamp N RATE]]   N text deltas, RATE a second, each the time of its writing in microseconds since 1970
my ($flags, $in, $wanted, $results, $answers) = ("@ARGV", '', 0, 0, 0);
if ($flags eq '--version') { print "2.1.330 (Claude Code)\n"; exit 0 }
if ($flags =~ /^auth/) { print qq({"loggedIn":true,"authMethod":"free"}\n); exit 0 }
if ($flags !~ /--input-format/) {    # one question, one answer: what a process a call runs
    { local $/; $in = <STDIN> }
    print '{"type":"result","subtype":"success","is_error":false,"num_turns":1,"result":"Hi there",',
        qq("usage":{"input_tokens":3,"output_tokens":2}}\n);
    exit 0;
}
while (sysread STDIN, $in, 65536, length $in) {
    my $begin = 0;
    while ((my $end = index $in, "\n", $begin) >= 0) {
        line(substr $in, $begin, $end - $begin);
        $begin = $end + 1;
    }
    $in = substr $in, $begin;
}

sub out { my $text = join '', @_; syswrite STDOUT, $text or exit 1 }

sub line {
    my ($line) = @_;
    my ($type) = $line =~ /"type":"(control_request|control_response|user|assistant)"/ or return;
    if ($type eq 'control_request') {
        my ($id) = $line =~ /"request_id":"([^"]*)"/;
        out(qq({"type":"control_response","response":{"subtype":"success","request_id":"$id","response":{}}}\n));
    } elsif ($type eq 'control_response') {
        $results++;
        answer('');
    } elsif ($type eq 'user') {
        $wanted = $1 if $line =~ /\[\[tools (\d+)\]\]/;
        $results += () = $line =~ /"type":"tool_result"/g;
        if ($line =~ /"shouldQuery":false/) {
            out(qq({"type":"result","subtype":"success","is_error":false,"num_turns":0,"result":""}\n));
        } else {
            answer($line);
        }
    }
}

sub event { qq({"type":"stream_event","event":$_[0],"parent_tool_use_id":null,"session_id":"free"}\n) }

sub delta {
    event(qq({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"$_[0]"}}));
}

sub start {
    $answers++;
    my $block = $_[0];
    event(qq({"type":"message_start","message":{"id":"msg_free_$$\_$answers","type":"message","role":"assistant",)
            . '"model":"free","content":[],"stop_reason":null,"stop_sequence":null,'
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
        out(start(qq({"type":"tool_use","id":"$id","name":"lookup","input":{}})), end('tool_use'),
            qq({"type":"control_request","request_id":"call-$id","request":{"subtype":"mcp_message",),
            qq("server_name":"client","message":{"jsonrpc":"2.0","id":$answers,"method":"tools/call","params":{),
            qq("name":"t0","arguments":{},"_meta":{"claudecode/toolUseId":"$id"}}}}}\n));
        return;
    }
    hold($1) if $line =~ /\[\[hold (\d+)\]\]/;
    my $text = '{"type":"text","text":""}';
    if ($line =~ /\[\[pause\]\]/) {
        out(start($text), delta('Hi'));
        select undef, undef, undef, 0.1 until -e "$ENV{HOME}/open";
        out(end('end_turn'));
    } elsif ($line =~ /\[\[stamp (\d+) (\d+)\]\]/) {
        out(start($text));
        stamps($1, $2);
        out(end('end_turn'));
    } else {
        out(start($text), delta('Hi'), delta(' there'), end('end_turn'));
    }
    out('{"type":"result","subtype":"success","is_error":false,"num_turns":1,"result":"Hi there",',
        qq("stop_reason":"end_turn","usage":{"input_tokens":3,"output_tokens":2}}\n));
}

sub hold {
    open my $order, '>>', "$ENV{HOME}/order" or exit 1;
    syswrite $order, "$_[0]\n";
    close $order;
    select undef, undef, undef, 0.01 until -e "$ENV{HOME}/open";
}

sub stamps {
    my ($count, $rate) = @_;
    require Time::HiRes;
    my $begun = Time::HiRes::time();
    for my $i (1 .. $count) {
        my $wait = $begun + $i / $rate - Time::HiRes::time();
        Time::HiRes::sleep($wait) if $wait > 0;
        my ($s, $us) = Time::HiRes::gettimeofday();
        out(delta(sprintf '%d%06d', $s, $us));
    }
}
