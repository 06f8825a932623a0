#include "runtime/desk/routing/matching.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "runtime/desk/routing/looking.hpp"
#include "runtime/desk/routing/offers.hpp"
#include "runtime/desk/routing/waiting.hpp"

namespace millrace::desk {
namespace {

constexpr int looked_at = 50;  // of those who wait in a queue, at a time

// A queue in which something waits that is offered to nobody.
struct Place {
    Queue queue;
    QueuePolicy policy;
    std::vector<std::size_t> people;  // who may be asked here; in a queue that nobody looks at only some of them
    std::vector<Waiting> line = {};
    int read = 0;   // so many were asked for
    int taken = 0;  // so many of them are offered to somebody now
    bool has_more() const { return read == 0 || line.size() == static_cast<std::size_t>(read); }
};

class Match {
public:
    Match(const Work& work, const std::vector<Look>& looks) : work_(work), looks_(looks) {}

    void run() {
        find_places();
        if (places_.empty()) {
            return;
        }
        find_people();
        for (const Look& look : looks_) {
            look.at == Look::At::queue ? look_at_queue(look.key) : look_at_agent(look.key);
        }
        make_offers(work_, offers_);
    }

private:
    void find_places() {
        for (Served& served : queues_with_somebody(work_.reader(), queues_looked_at(), agents_looked_at())) {
            std::string key = served.queue.key;
            places_.emplace(std::move(key), Place{std::move(served.queue), std::move(served.policy), {}});
        }
    }

    std::vector<std::string> keys(Look::At at) const {
        std::vector<std::string> found;
        for (const Look& look : looks_) {
            if (look.at == at) {
                found.push_back(look.key);
            }
        }
        return found;
    }
    std::vector<std::string> agents_looked_at() const { return keys(Look::At::agent); }
    std::vector<std::string> queues_looked_at() const { return keys(Look::At::queue); }

    void find_people() {
        std::vector<std::string> whole;
        for (const std::string& key : queues_looked_at()) {
            if (places_.count(key) != 0) {
                whole.push_back(key);
            }
        }
        Crowd crowd = people_at_work(work_.reader(), whole, agents_looked_at(), work_.now());
        newest_turn_ = crowd.newest_turn;
        for (Candidate& each : crowd.people) {
            numbers_.emplace(each.user, people_.size());
            people_.push_back(std::move(each));
        }
        for (const Crowd::Member& member : crowd.members) {
            const auto place = places_.find(member.queue);
            if (place != places_.end() && is_for(place->second.queue, member.role)) {
                const std::size_t person = numbers_.at(member.user);
                place->second.people.push_back(person);
                places_of_[person].push_back(&place->second);
            }
        }
    }

    // Offers what waits there, in its order, to those who are free.
    void look_at_queue(const std::string& key) {
        const auto found = places_.find(key);
        if (found == places_.end() || !somebody_has_room(found->second)) {
            return;
        }
        Place& place = found->second;
        do {
            for (const Waiting& waiting : place.line) {
                offer_to_best(place, waiting, place.people);
                if (!somebody_has_room(place)) {
                    return;
                }
            }
        } while (read_on(place));
    }

    // Offers him what waits in the queues in which he works.
    void look_at_agent(const std::string& user) {
        const auto found = numbers_.find(user);
        if (found == numbers_.end() || !has_room(found->second)) {
            return;
        }
        const std::vector<std::size_t> him = {found->second};
        bool more = true;
        while (more) {
            std::vector<std::pair<const Waiting*, Place*>> choices;
            for (Place* place : places_of_[him[0]]) {
                if (place->read == 0) {
                    read_on(*place);
                }
                for (const Waiting& waiting : place->line) {
                    choices.emplace_back(&waiting, place);
                }
            }
            std::stable_sort(choices.begin(), choices.end(),
                             [](const auto& a, const auto& b) { return comes_first(*a.first, *b.first); });
            for (const auto& [waiting, place] : choices) {
                offer_to_best(*place, *waiting, him);
                if (!has_room(him[0])) {
                    return;
                }
            }
            more = false;
            for (Place* place : places_of_[him[0]]) {
                more = read_on(*place) || more;
            }
        }
    }

    bool has_room(std::size_t person) const {
        return people_[person].has_room_for(false) || people_[person].has_room_for(true);
    }
    bool somebody_has_room(const Place& place) const {
        return std::any_of(place.people.begin(), place.people.end(), [&](std::size_t each) { return has_room(each); });
    }

    // At first as many as there is room for; if there is still room, so many that nobody here may have are looked at.
    // False when there is nothing that was not seen.
    bool read_on(Place& place) {
        const int wanted = place.read == 0 ? std::min(looked_at, room_in(place)) : place.taken + looked_at;
        if (!place.has_more() || wanted <= place.read) {
            return false;
        }
        place.read = wanted;
        place.line = first_waiting(work_.reader(), place.queue.key, place.policy, work_.now(), place.read);
        learn_skills(place);
        return true;
    }

    int room_in(const Place& place) const {
        std::int64_t room = 0;
        for (const std::size_t each : place.people) {
            const Candidate& person = people_[each];
            room += has_room(each) ? std::max<std::int64_t>(1, person.capacity.chat - person.chats) : 0;
        }
        return static_cast<int>(std::min<std::int64_t>(room, looked_at));
    }

    // Only where something asks for any.
    void learn_skills(const Place& place) {
        if (std::none_of(place.line.begin(), place.line.end(),
                         [](const Waiting& each) { return !each.asked_for.empty(); })) {
            return;
        }
        std::vector<std::string> users;
        for (const std::size_t each : place.people) {
            if (skilled_.insert(each).second) {
                users.push_back(people_[each].user);
            }
        }
        for (auto& [user, skills] : skills_of_all(work_.reader(), users)) {
            people_[numbers_.at(user)].skills = std::move(skills);
        }
    }

    void offer_to_best(Place& place, const Waiting& waiting, const std::vector<std::size_t>& people) {
        if (taken_.count(waiting.entry.conversation) != 0) {
            return;
        }
        Candidate* best = nullptr;
        for (const std::size_t each : people) {
            Candidate& candidate = people_[each];
            if (is_eligible(candidate, waiting) &&
                (best == nullptr || is_better(place.policy.strategy, waiting, candidate, *best))) {
                best = &candidate;
            }
        }
        if (best == nullptr) {
            return;
        }
        taken_.insert(waiting.entry.conversation);
        ++place.taken;
        ++(waiting.voice ? best->calls : best->chats);
        best->turn = ++newest_turn_;
        const Time now = work_.now();
        offers_.push_back({{waiting.entry.conversation, place.queue.key, best->user, now, now + place.policy.offer_for},
                           place.queue,
                           best->turn});
    }

    const Work& work_;
    const std::vector<Look>& looks_;
    std::map<std::string, Place> places_;  // by queue
    std::vector<Candidate> people_;
    std::map<std::string, std::size_t, std::less<>> numbers_;  // in people_, by user
    std::map<std::size_t, std::vector<Place*>> places_of_;
    std::set<std::size_t> skilled_;  // whose skills are known
    std::set<ConversationId> taken_;
    std::vector<NewOffer> offers_;
    std::int64_t newest_turn_ = 0;
};

}  // namespace

void match(const Work& work, const std::vector<Look>& looks) {
    Match(work, looks).run();
}

}  // namespace millrace::desk
