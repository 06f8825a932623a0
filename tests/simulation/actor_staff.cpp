// People of the house: agents take, answer and close; operators see to incidents; authors publish.

#include <fmt/format.h>

#include "runtime/desk/conversations/agent_service.hpp"
#include "runtime/desk/queues/queue.hpp"
#include "tests/simulation/world.hpp"

namespace millrace::simulation {
namespace {

// Comes back again and again, at random times, as long as actors act.
class Visits : public std::enable_shared_from_this<Visits> {
public:
    Visits(World& world, std::uint64_t seed, Duration pause_max, std::function<void(World&, Dice&)> act)
        : world_(world), dice_(seed), pause_max_(pause_max), act_(std::move(act)) {}

    void next() {
        world_.agenda.after(dice_.any_length(pause_max_), [self = shared_from_this()] {
            if (self->world_.acting() && ++self->times_ < 60) {
                self->act_(self->world_, self->dice_);
                self->next();
            }
        });
    }

private:
    World& world_;
    Dice dice_;
    const Duration pause_max_;
    const std::function<void(World&, Dice&)> act_;
    int times_ = 0;
};

void repeatedly(World& world, Dice& dice, Duration pause_max, std::function<void(World&, Dice&)> act) {
    auto visits = std::make_shared<Visits>(world, dice.next(), pause_max, std::move(act));
    visits->next();
    world.keep(visits);
}

struct Seen {
    desk::ConversationId id;
    std::string agent;
};

std::vector<Seen> conversations(World& world, const char* status) {
    std::vector<Seen> found;
    const auto reader = world.disk->reader();
    for (const auto row : reader->org(world.org).query(
             "SELECT id, agent FROM conversation WHERE org = $org AND status = $status ORDER BY id",
             {{"status", status}})) {
        found.push_back(
            {desk::ConversationId{static_cast<std::uint64_t>(row.integer("id"))}, std::string(row.text("agent"))});
    }
    return found;
}

void agent_acts(World& world, Dice& dice) {
    if (world.process == nullptr) {
        return;
    }
    const desk::Viewer who = dice.any_of(world.agents);
    const bool takes = dice.one_in(2);
    const std::vector<Seen> seen = conversations(world, takes ? "queued" : dice.one_in(12) ? "new" : "assigned");
    if (seen.empty()) {
        return;
    }
    const desk::ConversationId id = dice.any_of(seen).id;
    const std::uint64_t what = takes ? 0 : 1 + dice.below(4);
    const std::string user = dice.any_of(world.agents).user;
    const auto act = [who, id, what, user](const desk::Work& work) -> Result<Value> {
        switch (what) {
            case 0:
            case 4:
                return desk::take_conversation(work, who, id);
            case 1:
                return desk::reply(work, who, id, "Yes, I see.");
            case 2:
                return desk::close_conversation(work, who, id, "resolved");
            default:
                return desk::assign_conversation(work, who, id, user);
        }
    };
    static constexpr const char* words[] = {"takes", "replies in", "closes", "assigns", "takes"};
    const std::string name = fmt::format("{} {} {}", who.name, words[what], to_text(id));
    world.say("  asks: " + name);
    world.at_the_desk(*world.process, "", act,
                      [&world, name](const Heard& heard) { world.say("  heard: " + name + " is " + heard.what); });
}

void operator_acts(World& world, Dice& dice) {
    std::vector<const RunBook*> failed;
    for (const auto& [id, book] : world.ledger.runs()) {
        if (book.state.status == run::Status::incident) {
            failed.push_back(&book);
        }
    }
    if (failed.empty() || world.process == nullptr) {
        return;
    }
    const run::State& state = dice.any_of(failed)->state;
    run::ResolveIncident resolve;
    using Action = run::ResolveIncident::Action;
    const std::uint64_t what = dice.below(8);
    resolve.action = what < 3 ? Action::retry : what < 5 ? Action::skip : what == 5 ? Action::retry_on : Action::cancel;
    if (const run::Activation* at = state.failed(); at != nullptr && resolve.action == Action::skip) {
        const Graph& graph = *state.frame(at->frame)->graph;
        const GraphNode& node = graph.nodes[static_cast<std::size_t>(at->node)];
        resolve.output = node.wires.empty() ? "none" : node.wires[0].output;
    }
    resolve.version = state.root().graph->version_id;
    drive::CommandRequest request;
    request.org = world.org;
    request.run = RunId{state.run};
    request.command = resolve;
    world.process->drive.command(request, [](const drive::Answered&) {});
}

void author_acts(World& world, Dice& dice) {
    static const std::vector<std::string> keys = {"job0", "job1", "second", "triage", "sub0"};
    if (world.process != nullptr) {
        world.publish(world.next_version(dice.any_of(keys), dice));
    }
}

}  // namespace

void add_agents(World& world, Dice& dice) {
    repeatedly(world, dice, hours(2), agent_acts);
}
void add_operators(World& world, Dice& dice) {
    repeatedly(world, dice, hours(8), operator_acts);
}
void add_authors(World& world, Dice& dice) {
    repeatedly(world, dice, hours(24), author_acts);
}

}  // namespace millrace::simulation
