#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "runtime/desk/agents/agent.hpp"
#include "runtime/desk/ids.hpp"
#include "runtime/desk/routing/policy.hpp"
#include "runtime/store/session.hpp"

namespace millrace::day {

class Day;

// Looks at the tables after every commit of the desk, and compares with what it saw before. It knows the rules, and
// nothing of how they are kept.
class Judge {
public:
    explicit Judge(Day& day);

    // After a commit; `who` asked for it.
    void look(const std::string& who);
    // Each second: what must not go on for long.
    void tick();
    bool everybody_is_served() const { return customers_done_ && open_.empty(); }
    void no_more_customers() { customers_done_ = true; }
    std::string who_is_left() const;
    // The whole day, once nothing moves any more.
    void closing_time();

private:
    struct Entry {
        std::string queue;
        std::int64_t priority = 0;
        Time since;
        std::int64_t seq = 0;
        std::string offered_to;
        std::string status;
    };
    struct Held {
        std::string agent;
        bool wrapping = false;
    };
    struct Person {
        bool online = false;
        Time seen_until;
    };
    struct Floor {
        std::map<std::uint64_t, Entry> waiting;
        std::map<std::uint64_t, Held> held;
        std::map<std::string, Person> people;
    };
    // What a person is, which the day does not change.
    struct Known {
        std::string name;
        bool routable = false;
        std::int64_t capacity = 0;
        std::map<std::string, std::int64_t> skills;
        std::set<std::string> queues;
    };
    struct Life {
        std::string owner;  // the last whom it was given to
        Time first_queued;
        std::string queue;
        int assignments = 0;
    };

    Floor read();
    void compare(const Floor& now, const std::string& who);
    void entered(std::uint64_t id, const Entry& entry);
    void left(std::uint64_t id, const Entry& entry, const Floor& now, const std::string& who);
    void offered(std::uint64_t id, const Entry& entry, const Floor& now);
    void accepted(std::uint64_t id, const std::string& agent, const Entry& before, const Floor& now);
    void conservation(const Floor& now);
    bool is_available(const Floor& floor, const std::string& user) const;
    std::int64_t in_hand(const Floor& floor, const std::string& user) const;
    bool is_skilled(const Known& person, const Entry& entry) const;
    std::int64_t urgency(const Entry& entry) const;
    bool has_refused(std::uint64_t id, const std::string& user);
    std::string name(const std::string& user) const;

    Day& day_;
    std::map<std::string, Known> known_;
    std::map<std::string, desk::QueuePolicy> policies_;
    Floor before_;
    std::set<std::uint64_t> open_;
    std::map<std::uint64_t, Life> lives_;
    std::map<std::pair<std::uint64_t, std::string>, Time> could_be_;  // this one, by him: since when
    std::map<std::string, Time> gone_with_offer_;
    struct Counts {
        std::int64_t entered = 0, assigned = 0, abandoned = 0, moved = 0, back = 0;
        friend bool operator==(const Counts&, const Counts&) = default;
    };
    void figures_agree(const std::string& queue, const Counts& seen);
    std::map<std::string, Counts> counts_;  // by queue
    std::map<std::string, Counts> compared_;
    bool customers_done_ = false;
};

}  // namespace millrace::day
