#pragma once

#include <functional>
#include <map>
#include <string>

#include "runtime/effects/message.hpp"
#include "tests/simulation/agenda.hpp"
#include "tests/simulation/dice.hpp"
#include "tests/simulation/ledger.hpp"

namespace millrace::simulation {

// Requests on their way to providers, and what the providers remember. A provider honours keys: it does what it is
// asked once for each, and gives the same answer again. It goes on living when our process ends.
class Network final : public effects::Sender {
public:
    struct World {
        Agenda& agenda;
        Clock& shown;  // our clock, for who promised to wait
        const Ledger& ledger;
        Trace& trace;
        Ledger::Fail fail;
    };
    Network(World world, Dice& dice) : world_(std::move(world)), dice_(dice) {}

    void send(effects::HttpRequest request, std::function<void(effects::HttpReply)> reply) override;
    // Our process ends; requests that are under way arrive all the same.
    void process_ended();

    bool faulty = false;

    struct Known {
        std::string request;  // method, address and body, of the first time
        int times = 0;
        bool said_yes = false;  // an answer below 300 has left it
    };
    const std::map<std::string, Known>& known() const { return known_; }

private:
    void arrive(const effects::HttpRequest& request, const std::string& key);
    void check(const effects::HttpRequest& request, const std::string& key);
    effects::HttpReply answer(const effects::HttpRequest& request, const std::string& key);

    World world_;
    Dice& dice_;
    std::uint64_t life_ = 0;
    std::map<std::string, Known> known_;
    std::map<std::string, int> sent_in_this_life_;
    std::map<std::string, int> under_way_;  // by run and destination, in this life
    std::map<std::string, Time> not_before_;
};

}  // namespace millrace::simulation
