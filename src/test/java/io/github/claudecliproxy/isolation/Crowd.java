package io.github.claudecliproxy.isolation;

import io.github.claudecliproxy.isolation.Question.Ending;
import io.github.claudecliproxy.testing.ApiReply;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.JsonText;
import io.github.claudecliproxy.testing.ScriptedApi;
import io.github.claudecliproxy.testing.ScriptedApi.Recorded;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Clients that have many conversations at once with one proxy. */
final class Crowd {
    private static final int CLIENTS = 2;
    private static final int CHATS_OF_A_CLIENT = 3;
    private static final int LIMIT_HOURS = 4;
    private static final List<Integer> REFUSALS = List.of(400, 429, 500, 529);
    private static final String PATH = "/v1/messages";

    private final ScriptedApi api;
    private final Http proxy;
    private final Optional<Http> fresh;
    private final int comparedOneIn;
    private final Witness witness;

    /**
     * Of one run.
     *
     * @param fresh a proxy that starts a process for every turn, to compare with
     * @param comparedOneIn compares each conversation whose number it divides
     */
    Crowd(ScriptedApi api, Http proxy, Optional<Http> fresh, int comparedOneIn, Witness witness) {
        this.api = api;
        this.proxy = proxy;
        this.fresh = fresh;
        this.comparedOneIn = comparedOneIn;
        this.witness = witness;
    }

    /** Plays all conversations to their ends. */
    void talk(int count, IntFunction<Chat> chats) throws Exception {
        AtomicInteger next = new AtomicInteger();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> talking = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Random random = new Random(i);
                talking.add(clients.submit(() -> {
                    talk(random, next, count, chats);
                    return null;
                }));
            }
            for (Future<?> client : talking) {
                client.get(LIMIT_HOURS, TimeUnit.HOURS);
            }
        } finally {
            clients.shutdownNow();
        }
    }

    private void talk(Random random, AtomicInteger next, int count, IntFunction<Chat> chats)
            throws IOException, InterruptedException {
        List<Chat> open = new ArrayList<>(); // the first is the one that was asked last
        while (true) {
            for (int n = 0; open.size() < CHATS_OF_A_CLIENT && n < count; ) {
                n = next.getAndIncrement();
                if (n < count) {
                    open.add(chats.apply(n));
                }
            }
            if (open.isEmpty()) {
                return;
            }
            Chat chat = open.remove(random.nextInt(4) == 0 ? random.nextInt(open.size()) : 0);
            askNext(chat, random);
            if (!chat.isOver()) {
                open.add(0, chat);
            }
        }
    }

    private void askNext(Chat chat, Random random) throws IOException, InterruptedException {
        Question question = chat.next();
        api.answer(question.key(), reply(question, random));
        boolean answered = question.ending() == Ending.LEFT
                ? leave(question)
                : witness.answered(chat.canary(), question, ask(proxy, question));
        List<Recorded> requests = api.take(question.key());
        witness.asked(chat.canary(), question, requests);
        if (!answered) {
            chat.unanswered();
            return;
        }
        chat.answered(question);
        if (fresh.isPresent() && chat.canary().number() % comparedOneIn == 0) {
            compare(chat, question, requests.get(0));
        }
    }

    private static ApiReply reply(Question question, Random random) {
        return switch (question.ending()) {
            case WHOLE -> ApiReply.events(question.answer().events());
            // a CLI that is frozen meanwhile must not find, when it goes on, that the time for its own retry has come
            case REFUSED -> ApiReply.statusToRetryAfter(REFUSALS.get(random.nextInt(REFUSALS.size())), "no", "30");
            case LEFT -> ApiReply.eventsThenPings(question.answer().events().subList(0, 3));
        };
    }

    private static HttpResponse<String> ask(Http http, Question question) throws IOException, InterruptedException {
        return http.post(PATH, body(question), "x-api-key", question.apiKey());
    }

    /** Asks, and hangs up when the answer has begun. */
    private boolean leave(Question question) throws IOException, InterruptedException {
        witness.count("left");
        HttpResponse<InputStream> streamed = proxy.stream(PATH, body(question), "x-api-key", question.apiKey());
        try (BufferedReader lines = Http.lines(streamed)) {
            String line = lines.readLine();
            while (line != null && !line.contains("content_block_delta")) {
                line = lines.readLine();
            }
        }
        return false;
    }

    private static String body(Question question) {
        return JsonText.of(question.request());
    }

    private void compare(Chat chat, Question question, Recorded used) throws IOException, InterruptedException {
        api.answer(question.key(), ApiReply.events(question.answer().events()));
        witness.answered(chat.canary(), question, ask(fresh.orElseThrow(), question));
        witness.asksAsNew(question, used, api.take(question.key()).get(0));
    }
}
