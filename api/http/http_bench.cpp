// Answers every GET /hello with a few bytes, for as long as it runs:
//     http_bench 8099 2 & wrk -t1 -c64 -d6s http://127.0.0.1:8099/hello

#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "api/http/server.hpp"

int main(int argc, char** argv) {
    using namespace millrace::http;
    Options options;
    options.listen.port = static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 8099);
    options.threads = argc > 2 ? std::atoi(argv[2]) : 2;
    Router router;
    router.add(Method::get, "/hello",
               [](const Request&, const Responder& responder) { responder.answer(Answer::text(200, "hello\n")); });

    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    sigprocmask(SIG_BLOCK, &ends, nullptr);  // before the threads, so that all of them leave the signals to us
    auto server = Server::start(std::move(options), std::move(router));
    if (!server) {
        std::fprintf(stderr, "%s\n", server.error().message.c_str());
        return 1;
    }
    std::printf("listening on http://127.0.0.1:%d/hello\n", (*server)->port());
    std::fflush(stdout);
    int which = 0;
    sigwait(&ends, &which);
    (*server)->stop(millrace::seconds(1));
    return 0;
}
