// How soon whoever looks at a flow sees what a customer does: from the request that begins it to the frame that counts
// it, so with both commits on the way.

#include <filesystem>

#include "bench/bench.hpp"
#include "bench/child.hpp"
#include "bench/listener.hpp"

namespace millrace::bench {

void overlay(const Wish& wish) {
    constexpr auto password = "only-for-this-bench";
    constexpr int events = 200;
    const std::string folder = wish.folder + "/overlay";
    std::filesystem::create_directories(folder);
    setenv("MILLRACE_DEMO_PASSWORD", password, 1);
    Child server({"serve", "--data", folder, "--listen", "127.0.0.1:0", "--demo"}, Child::Says::to_us);
    std::string address;
    for (std::string line = server.line(); address.empty() && !line.empty();
         line = address.empty() ? server.line() : line) {
        address = between(line + "\n", "listening on http://127.0.0.1:", "\n");
    }
    if (address.empty()) {
        give_up("expected the server to listen, but it does not");
    }
    const int port = std::stoi(address);
    const std::string login = fmt::format(R"({{"email":"admin@demo.test","password":"{}"}})", password);
    const std::string admin = between(asked(port, post("/api/auth/login", "", login)), R"("token":")", "\"");
    asked(port, get("/api/flows/triage/overlay", admin));  // who waits is counted from now on

    Listener listener(port, "/ws", admin);
    listener.say(R"({"type":"subscribe","topics":["flow:triage"]})");
    bool hears = false;
    while (!hears) {
        listener.wait(10);
        listener.read([&](std::string_view frame) {
            hears = hears || frame.find(R"("type":"subscribed")") != std::string_view::npos;
        });
    }
    std::uint64_t dice = 4711;
    int begun = 0;
    const auto measure = [&] {
        std::vector<double> took_ms;
        for (int i = 0; i < (wish.quick ? 20 : events); ++i) {
            // Not in step with the tenths of a second in which frames are told.
            dice = dice * 6364136223846793005ULL + 1442695040888963407ULL;
            const auto pause = std::chrono::milliseconds((dice >> 33) % 150);
            const auto asked_at = steady_clock::now() + pause;
            while (steady_clock::now() < asked_at) {
                listener.wait(1);
                listener.read([](std::string_view) {});
            }
            asked(port, post("/api/chat/web/conversations", "", "{}"));
            const std::string wanted = fmt::format(R"("started":{},)", ++begun);
            bool seen = false;
            while (!seen) {
                listener.wait(10);
                listener.read([&](std::string_view frame) {
                    const bool ours = frame.find(R"("type":"flow.overlay_changed")") != std::string_view::npos;
                    const std::string text(frame);
                    seen = seen || (ours && (text + ",").find(wanted) != std::string::npos) ||
                           (ours && text.find(fmt::format(R"("started":{}}})", begun)) != std::string::npos);
                });
                if (seconds_since(asked_at) > 10) {
                    give_up("expected a frame that counts the run, but there was none for ten seconds");
                }
            }
            took_ms.push_back(seconds_since(asked_at) * 1000);
        }
        return percentile(took_ms, 95);
    };
    report("overlay_seen_p95", "ms", measure);
}

}  // namespace millrace::bench
