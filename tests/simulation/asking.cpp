// How actors ask: again and again until they are answered, as clients with a retry do.

#include <fmt/format.h>

#include "tests/simulation/world.hpp"

namespace millrace::simulation {

void World::ask(std::string name, Dice& dice, std::function<void(Process&, Hear)> question, Hear over) {
    struct Asking {
        std::string name;
        std::function<void(Process&, Hear)> question;
        Hear over;
        Dice dice;
        int attempt = 0;
        bool finished = false;
        std::function<void()> attempt_again;
    };
    auto asking = std::make_shared<Asking>(
        Asking{std::move(name), std::move(question), std::move(over), Dice(dice.next()), 0, false, {}});
    const std::weak_ptr<Asking> weak = asking;
    asking->attempt_again = [this, weak] {
        const auto now = weak.lock();
        if (now == nullptr || now->finished) {
            return;
        }
        const int attempt = ++now->attempt;
        // Whoever hears nothing asks again.
        agenda.after(process == nullptr ? now->dice.between(milliseconds(200), seconds(20)) : seconds(40),
                     [now, attempt] {
                         if (now->attempt == attempt) {
                             now->attempt_again();
                         }
                     });
        if (process == nullptr) {
            return;
        }
        say(fmt::format("  asks: {}{}", now->name, attempt > 1 ? ", again" : ""));
        now->question(*process, [this, now, attempt](Heard heard) {
            mark(heard.what, static_cast<std::uint64_t>(attempt));
            say(fmt::format("  heard: {} is {}", now->name, heard.what));
            if (now->finished || (has("replies") && now->dice.one_in(4))) {
                return;
            }
            agenda.after(now->dice.any_length(milliseconds(50)), [this, now, attempt, heard] {
                if (now->finished || now->attempt != attempt) {
                    return;
                }
                if (heard.last) {
                    now->finished = true;
                    now->over(heard);
                    return;
                }
                ++now->attempt;
                agenda.after(now->dice.between(milliseconds(200), seconds(5)), [now] { now->attempt_again(); });
            });
        });
    };
    asking->attempt_again();
}

void World::at_the_desk(Process& at, const std::string& key, std::function<Result<Value>(const desk::Work&)> work,
                        Hear hear) {
    auto commit = std::make_unique<store::Commit>();
    store::Commit* raw = commit.get();
    if (!key.empty()) {
        commit->key = store::IdempotencyKey{org, key, "hash", {}};
    }
    auto result = std::make_shared<Result<Value>>(Error{"simulation.nothing", ""});
    commit->local.push_back({.run = [this, &at, raw, result, work = std::move(work)](store::Transaction& tx) -> Status {
        *result = work(desk::Work{tx, at.feed, org});
        if (*result && raw->key) {
            raw->key->answer = (*result)->is_string() ? std::string((*result)->as_string()) : std::string();
        }
        return *result ? Status() : Status(result->error());
    }});
    commit->done = [&at, result, hear](std::unique_ptr<store::Commit> back) {
        auto shared = std::make_shared<std::unique_ptr<store::Commit>>(std::move(back));
        // The thread that waited for it wakes at some time and hands it on.
        at.scheduler.post_blocking([&at, shared, result, hear] {
            Heard heard;
            const store::CommitResult& came = (*shared)->result;
            heard.what = std::string(store::to_text(came.outcome));
            heard.last = came.outcome == store::Outcome::committed || came.outcome == store::Outcome::duplicate;
            if (came.outcome == store::Outcome::duplicate) {
                heard.value = Value(came.answer);
            } else if (came.outcome == store::Outcome::committed && *result) {
                heard.value = **result;
            } else if (came.outcome == store::Outcome::committed) {
                heard.what = result->error().code;
            }
            store::Commits finished;
            finished.push_back(std::move(*shared));
            at.drive.finished(std::move(finished));
            hear(std::move(heard));
        });
    };
    if (!disk->submit(std::move(commit))) {
        hear({false, "busy", {}});
    }
}

}  // namespace millrace::simulation
