// Customers: each begins a conversation, writes, asks for a person, leaves. A widget sends again what was not answered.

#include <fmt/format.h>

#include "runtime/desk/conversations/visitor_service.hpp"
#include "runtime/desk/messages/message.hpp"
#include "tests/simulation/world.hpp"

namespace millrace::simulation {
namespace {

class Customer : public std::enable_shared_from_this<Customer> {
public:
    Customer(World& world, std::uint64_t seed, int number) : world_(world), dice_(seed), number_(number) {}

    void come() {
        if (!world_.acting()) {
            return;
        }
        world_.ask(
            fmt::format("visit {}", number_), dice_,
            [self = shared_from_this()](Process& process, const Hear& hear) {
                self->world_.at_the_desk(
                    process, fmt::format("visit {}", self->number_),
                    [self](const desk::Work& work) -> Result<Value> {
                        const auto visitor = desk::start_conversation(work, self->world_.channel, {});
                        if (!visitor) {
                            return visitor.error();
                        }
                        return Value(to_text(visitor->contact) + " " + to_text(visitor->conversation));
                    },
                    hear);
            },
            [self = shared_from_this()](const Heard& heard) {
                const std::string ids(heard.value.is_string() ? heard.value.as_string() : "");
                const std::size_t space = ids.find(' ');
                if (space == std::string::npos) {
                    self->world_.fail("R5", "a visit is acknowledged as " + heard.what + " without a conversation");
                    return;
                }
                self->me_ = {*parse_id<desk::ContactTag>(ids.substr(0, space)),
                             *parse_id<desk::ConversationTag>(ids.substr(space + 1))};
                self->next();
            });
    }

private:
    void next() {
        if (said_ > 12) {
            return;
        }
        world_.agenda.after(dice_.any_length(hours(3)), [self = shared_from_this()] { self->act(); });
    }

    void act() {
        if (!world_.acting()) {
            return;
        }
        ++said_;
        const std::uint64_t what = dice_.below(16);
        if (what == 0) {
            work("leaves", [me = me_](const desk::Work& at) { return desk::leave_conversation(at, me); });
        } else if (what <= 2) {
            work("asks for a person", [me = me_](const desk::Work& at) { return desk::request_human(at, me); });
        } else {
            static const std::vector<std::string> texts = {"yes", "no", "1", "hello", "a person please", "12", "human"};
            write(dice_.any_of(texts));
        }
    }

    void work(const std::string& what, std::function<Status(const desk::Work&)> does) {
        world_.ask(
            fmt::format("visitor {} {}", number_, what), dice_,
            [this, does](Process& process, const Hear& hear) {
                world_.at_the_desk(
                    process, "",
                    [does](const desk::Work& at) -> Result<Value> {
                        const Status done = does(at);
                        return done ? Result<Value>(Value("done")) : Result<Value>(done.error());
                    },
                    hear);
            },
            [self = shared_from_this()](const Heard&) { self->next(); });
    }

    void write(const std::string& text) {
        const std::string id = fmt::format("m{}", said_);
        world_.ask(
            fmt::format("visitor {} writes {} {}", number_, id, text), dice_,
            [self = shared_from_this(), id, text](Process& process, const Hear& hear) {
                self->world_.at_the_desk(
                    process, "",
                    [self, id, text](const desk::Work& at) { return desk::receive_message(at, self->me_, id, text); },
                    [self, id, hear](Heard heard) {
                        if (heard.what == "committed") {
                            self->acknowledged(id);
                        }
                        hear(std::move(heard));
                    });
            },
            [self = shared_from_this()](const Heard&) { self->next(); });
    }

    void acknowledged(const std::string& id) {
        const auto reader = world_.disk->reader();
        if (!desk::find_message(reader->org(world_.org), me_.conversation, id)) {
            world_.fail("S7", "the message " + id + " is acknowledged but it is not stored");
        }
    }

    World& world_;
    Dice dice_;
    const int number_;
    desk::Visitor me_;
    int said_ = 0;
};

}  // namespace

void add_visitors(World& world, Dice& dice) {
    const int count = 1 + static_cast<int>(dice.below(3));
    for (int i = 1; i <= count; ++i) {
        auto customer = std::make_shared<Customer>(world, dice.next(), i);
        world.agenda.after(dice.any_length(hours(10)), [customer] { customer->come(); });
        world.keep(customer);
    }
}

}  // namespace millrace::simulation
