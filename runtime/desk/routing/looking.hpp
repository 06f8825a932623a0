#pragma once

#include <string>
#include <vector>

#include "runtime/desk/routing/waiting.hpp"

// What routing reads of many queues and many people at once.
namespace millrace::desk {

struct Served {
    Queue queue;
    QueuePolicy policy;
};
// Of these queues, and those in which these people work: the ones where something waits that is offered to nobody.
std::vector<Served> queues_with_somebody(store::OrgReader reader, const std::vector<std::string>& queues,
                                         const std::vector<std::string>& users);

struct Crowd {
    struct Member {
        std::string queue;
        std::string user;
        Role role;
    };
    std::vector<Candidate> people;  // without their skills
    std::vector<Member> members;    // which of them work where
    std::int64_t newest_turn = 0;   // in the org
};
// Those who work in these queues, and these people wherever they work: who is available, with what each has in hand.
Crowd people_at_work(store::OrgReader reader, const std::vector<std::string>& queues,
                     const std::vector<std::string>& users, Time now);

}  // namespace millrace::desk
