// What must not be said in a folder: clocks in the engine, sleep in a test, a contact centre's words in the run.

#include <algorithm>
#include <cctype>

#include <catch2/catch.hpp>

#include "tests/architecture/sources.hpp"

namespace millrace::architecture {
namespace {

struct Ban {
    std::string why;
    std::vector<std::string> words;
};

// Time and chance come from a command's journalled inputs, or a run could not be decided again.
const std::vector<Ban> banned_in_the_engine = {
    {"engine/ has no clock of its own",
     {"system_clock", "steady_clock", "high_resolution_clock", "std::time(", "::time(", "gettimeofday(",
      "clock_gettime(", "localtime(", "gmtime("}},
    {"engine/ has no chance of its own", {"random_device", "rand(", "srand(", "getrandom(", "arc4random("}},
    {"engine/ starts no threads and never waits",
     {"std::thread", "std::jthread", "std::this_thread", "std::async", "std::mutex", "std::condition_variable",
      "pthread_create(", "sleep(", "usleep(", "nanosleep("}},
    {"engine/ does no I/O",
     {"socket(", "std::ifstream", "std::ofstream", "std::fstream", "fopen(", "std::filesystem", "std::cout", "std::cin",
      "popen(", "fork("}},
    {"engine/ does not look at its surroundings", {"getenv(", "setlocale(", "std::locale", "gethostname("}},
};

const std::vector<std::string> sleeps = {"sleep_for", "sleep_until", "sleep(", "usleep(", "nanosleep(", "poll(nullptr"};

// engine/run moves tokens; what a conversation is, it learns as registered data.
const std::vector<std::string> contact_centre_words = {"conversation", "queue",      "agent",  "customer",  "channel",
                                                       "contact",      "supervisor", "ticket", "visitor",   "desk",
                                                       "voicemail",    "campaign",   "sla",    "telephone", "phone"};

// Programs that look at the engine from outside: they read files and watch the clock.
const std::vector<std::string> programs_beside_the_engine = {"engine/script/escapes"};

Breaches impure_engine(const Source& source) {
    Breaches breaches;
    if (!is_within(source.path, "engine") || is_test(source) ||
        is_within_any(source.path, programs_beside_the_engine) || source.path.find("_fuzz.") != std::string::npos ||
        source.path.find("_bench.") != std::string::npos) {
        return breaches;
    }
    for (std::size_t i = 0; i < source.code.size(); ++i) {
        for (const Ban& ban : banned_in_the_engine) {
            for (const std::string& word : ban.words) {
                if (mentions(source.code[i], word)) {
                    breaches.push_back({source.path, i + 1, ban.why + ", but says " + word});
                }
            }
        }
    }
    return breaches;
}

Breaches sleeping_test(const Source& source) {
    Breaches breaches;
    if (source.path.find("_test.cpp") == std::string::npos) {
        return breaches;
    }
    for (std::size_t i = 0; i < source.code.size(); ++i) {
        for (const std::string& word : sleeps) {
            if (mentions(source.code[i], word)) {
                breaches.push_back({source.path, i + 1, "tests move time themselves, but this one says " + word});
            }
        }
    }
    return breaches;
}

// Splits JoinQueue, join_queue and "queue.join" alike into lower-case words, without a plural s.
std::vector<std::string> words_of(std::string_view line) {
    std::vector<std::string> words(1);
    char before = ' ';
    for (const char c : line) {
        const bool letter = std::isalpha(static_cast<unsigned char>(c)) != 0;
        const bool hump =
            std::isupper(static_cast<unsigned char>(c)) && std::islower(static_cast<unsigned char>(before));
        if (!letter || hump) {
            words.emplace_back();
        }
        if (letter) {
            words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        }
        before = c;
    }
    for (std::string& word : words) {
        if (word.size() > 3 && word.back() == 's') {
            word.pop_back();
        }
    }
    return words;
}

Breaches speaks_of(const Source& source, const std::vector<std::string>& lines, const std::string& folder,
                   const std::vector<std::string>& banned) {
    Breaches breaches;
    if (!is_within(source.path, folder) || is_test(source)) {
        return breaches;
    }
    for (std::size_t i = 0; i < lines.size(); ++i) {
        for (const std::string& word : words_of(lines[i])) {
            if (std::find(banned.begin(), banned.end(), word) != banned.end()) {
                breaches.push_back({source.path, i + 1, folder + " never says '" + word + "', but does"});
            }
        }
    }
    return breaches;
}

// Not even in a text: names of signals and scopes are texts.
Breaches run_that_knows_the_desk(const Source& source) {
    return speaks_of(source, source.without_comments, "engine/run", contact_centre_words);
}
// The sentences that people read may speak of a run; types and members may not.
Breaches desk_that_knows_the_run(const Source& source) {
    return speaks_of(source, source.code, "engine/desk", {"run"});
}

Breaches in_all_sources(Breaches (*rule)(const Source&)) {
    Breaches all;
    for (const Source& source : all_sources()) {
        const Breaches more = is_cpp(source) ? rule(source) : Breaches{};
        all.insert(all.end(), more.begin(), more.end());
    }
    return all;
}

}  // namespace

TEST_CASE("the engine has no clock, no dice, no threads and no sockets") {
    CHECK(listed(in_all_sources(impure_engine)) == "");
}

TEST_CASE("no test sleeps") {
    CHECK(listed(in_all_sources(sleeping_test)) == "");
}

TEST_CASE("the run names no word of the contact centre, and the desk's words name no run") {
    CHECK(listed(in_all_sources(run_that_knows_the_desk)) == "");
    CHECK(listed(in_all_sources(desk_that_knows_the_run)) == "");
}

TEST_CASE("a clock in the engine is found, one in a comment or a text is not") {
    const Source clock = make_source("engine/run/decide.cpp",
                                     "// std::chrono::system_clock is not asked here\n"
                                     "auto text = \"system_clock\";\n"
                                     "auto now = std::chrono::system_clock::now();\n");
    CHECK(listed(impure_engine(clock)) ==
          "engine/run/decide.cpp:3: engine/ has no clock of its own, but says system_clock\n");
    CHECK(impure_engine(make_source("engine/run/a.cpp", "int x = rand();\n")).size() == 1);
    CHECK(impure_engine(make_source("engine/run/a.cpp", "auto x = operand();\n")).empty());
    CHECK(impure_engine(make_source("runtime/drive/a.cpp", "int x = rand();\n")).empty());
    CHECK(impure_engine(make_source("engine/run/a.cpp", "int n = 1'000; int x = rand();  // 'x\n")).size() == 1);
}

TEST_CASE("a test that sleeps is found") {
    CHECK(sleeping_test(make_source("runtime/drive/a_test.cpp", "std::this_thread::sleep_for(1s);\n")).size() == 1);
}

TEST_CASE("a contact centre's word in the run is found in each spelling") {
    CHECK(run_that_knows_the_desk(make_source("engine/run/a.cpp", "struct JoinQueue {};\n")).size() == 1);
    CHECK(run_that_knows_the_desk(make_source("engine/run/a.cpp", "int open_conversations = 0;\n")).size() == 1);
    CHECK(run_that_knows_the_desk(make_source("engine/run/a.cpp", "text = \"queue.join\";\n")).size() == 1);
    CHECK(run_that_knows_the_desk(make_source("engine/run/a.cpp", "int translate = 0;\n")).empty());
    CHECK(desk_that_knows_the_run(make_source("engine/desk/a.hpp", "RunId run;\n")).size() == 2);
    CHECK(desk_that_knows_the_run(make_source("engine/desk/a.hpp", "bool running = false;\n")).empty());
}

}  // namespace millrace::architecture
