#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include "bench/bench.hpp"
#include "bench/figure.hpp"
#include "runtime/desk/channels/channel.hpp"
#include "runtime/desk/desk.hpp"
#include "runtime/desk/orgs/org.hpp"
#include "runtime/desk/queues/queue.hpp"
#include "runtime/desk/teams/team.hpp"
#include "runtime/desk/users/user.hpp"
#include "runtime/desk/work.hpp"
#include "runtime/store/store.hpp"

namespace millrace::bench {

// An org with teams and a queue each, and agents in one or two of them.
class Office {
public:
    Office(const Wish& wish, const std::string& name, int teams, int agents) {
        store::Options options;
        desk::add_tables(options.migrations);
        if (wish.store.empty()) {
            options.directory = wish.folder + "/" + name;
            std::filesystem::create_directories(options.directory);
        } else {
            options.url = wish.store;
            options.patience = seconds(10);
        }
        store = expected(store::open_store(std::move(options)));
        feed = std::make_unique<desk::Feed>(*store);
        expected(store->write([&](store::Transaction& tx) -> Status {
            const Result<OrgId> added = desk::add_org(tx, {.key = name, .name = name});
            if (!added) {
                return added.error();
            }
            org = *added;
            desk::Channel web;
            web.org = org;
            web.key = "web_" + name;
            web.title = "Web";
            channel = expected(desk::add_channel(tx, web));
            for (int i = 0; i < teams; ++i) {
                queues.push_back(fmt::format("team{}", i));
                expected(desk::add_team(tx, org, queues.back(), queues.back()));
            }
            std::mt19937 random(4711);
            for (int i = 0; i < agents; ++i) {
                std::vector<std::string> his{queues[static_cast<std::size_t>(i % teams)]};
                if (const std::string& more = queues[random() % queues.size()]; more != his[0]) {
                    his.push_back(more);
                }
                const std::string address = fmt::format("agent{}@{}.test", i, name);
                const std::string id = expected(
                    desk::add_user(tx, org, {address, fmt::format("Agent {}", i), desk::Role::sales_rep, "hash", his}));
                people.push_back(desk::viewer_of(*desk::find_user(tx.org(org), id)));
            }
            return {};
        }));
    }
    ~Office() { store->close(); }

    template <class Change>
    void change(Change&& what) {
        expected(store->write([&](store::Transaction& tx) -> Status { return what(desk::Work{tx, *feed, org}); }));
    }

    // Committed with whatever else is under way; `then` when it is durable. Ends the program when it fails.
    void submit(std::function<Status(const desk::Work&)> what, std::function<void()> then) {
        auto commit = std::make_unique<store::Commit>();
        commit->local.push_back({.run = [this, what = std::move(what)](store::Transaction& tx) {
            return what(desk::Work{tx, *feed, org});
        }});
        commit->done = [then = std::move(then)](std::unique_ptr<store::Commit> back) {
            if (back->result.outcome != store::Outcome::committed || !back->result.local[0]) {
                fmt::print(
                    stderr, "millrace bench: {}\n",
                    back->result.local.empty() ? back->result.error.message : back->result.local[0].error().message);
                std::exit(1);
            }
            for (const auto& notice : back->result.notices) {
                notice();
            }
            then();
        };
        expected(store->submit(std::move(commit)));
    }

    std::unique_ptr<store::Store> store;
    std::unique_ptr<desk::Feed> feed;
    OrgId org;
    desk::ChannelId channel;
    std::vector<std::string> queues;
    std::vector<desk::Viewer> people;
};

}  // namespace millrace::bench
