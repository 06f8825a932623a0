// Customers: they come, choose a team, answer a question or not, wait or give up, and talk with whoever helps them.

#include <fmt/format.h>

#include "runtime/desk/conversations/abandonment.hpp"
#include "runtime/desk/conversations/conversation.hpp"
#include "runtime/desk/conversations/visitor_service.hpp"
#include "tests/day/day.hpp"

namespace millrace::day {
namespace {

class Customer : public std::enable_shared_from_this<Customer> {
public:
    Customer(Day& day, std::uint64_t seed, int number, std::function<void()> came)
        : day_(day), dice_(seed), name_(fmt::format("customer {}", number)), came_(std::move(came)) {}

    void come() {
        day_.insist(
            name_ + " comes", name_,
            [this](const desk::Work& work) -> Result<Value> {
                const auto visitor = desk::start_conversation(work, day_.channel, {});
                if (!visitor) {
                    return visitor.error();
                }
                return Value(
                    Map{{"contact", to_text(visitor->contact)}, {"conversation", to_text(visitor->conversation)}});
            },
            [self = shared_from_this()](const Result<Value>& ids) {
                if (!ids) {
                    self->day_.fail("end", self->name_ + " is not let in: " + ids.error().message);
                    return;
                }
                self->me_ = {*parse_id<desk::ContactTag>((*ids)["contact"].as_string()),
                             *parse_id<desk::ConversationTag>((*ids)["conversation"].as_string())};
                self->came_();
                self->greeted();
            });
    }

private:
    void later(Duration least, Duration most, std::function<void()> what) {
        day_.agenda.after(dice_.between(least, most), [self = shared_from_this(), what = std::move(what)] { what(); });
    }
    std::string status() {
        const auto conversation = desk::find_conversation(day_.reader(), me_.conversation);
        return conversation ? conversation->status : "gone";
    }

    void greeted() {
        const std::uint64_t mood = dice_.below(100);
        if (mood < 3) {
            day_.count("customers who never write");
            return;
        }
        if (mood < 8) {
            later(seconds(2), seconds(30), [this] {
                do_it("asks for a person", [me = me_](const desk::Work& w) { return desk::request_human(w, me); });
                wait();
            });
            return;
        }
        later(seconds(2), seconds(40), [this] {
            write(dice_.any_of(day_.teams));
            if (dice_.one_in(2)) {
                later(seconds(3), seconds(30), [this] { write("It is about an order"); });
            }
            wait();
        });
    }

    void wait() {
        if (dice_.below(100) < 12) {
            later(seconds(4), minutes(7), [this] {
                const std::string now = status();
                if (now == "queued" || now == "new") {
                    do_it("gives up", [me = me_](const desk::Work& w) { return desk::leave_conversation(w, me); });
                }
            });
        } else if (dice_.below(100) < 4) {
            day_.count("customers who close the page");
            return;
        }
        talk();
    }

    // As long as it lasts.
    void talk() {
        later(seconds(25), minutes(4), [this] {
            const std::string now = status();
            if (now == "closed" || now == "wrap_up") {
                if (dice_.one_in(3)) {
                    write(std::to_string(dice_.from(1, 5)));  // to the survey
                }
                return;
            }
            if (now == "assigned" && dice_.below(100) < 2) {
                do_it("leaves", [me = me_](const desk::Work& w) { return desk::leave_conversation(w, me); });
                return;
            }
            if (now == "assigned") {
                write("And what about the other one?");
            } else {
                // His page is open and asks for news; who has closed it is not waited for.
                do_it("looks", [me = me_](const desk::Work& w) -> Status {
                    desk::visitor_seen(w, me.conversation);
                    return {};
                });
            }
            talk();
        });
    }

    void write(const std::string& text) {
        const std::string id = fmt::format("m{}", ++said_);
        day_.insist(
            fmt::format("{} writes {}", name_, text), {},
            [me = me_, id, text](const desk::Work& work) { return desk::receive_message(work, me, id, text); },
            [](const Result<Value>&) {});
    }
    void do_it(const std::string& what, std::function<Status(const desk::Work&)> does) {
        day_.insist(
            name_ + " " + what, {},
            [does = std::move(does)](const desk::Work& work) -> Result<Value> {
                const Status done = does(work);
                return done ? Result<Value>(Value()) : Result<Value>(done.error());
            },
            [](const Result<Value>&) {});
    }

    Day& day_;
    Dice dice_;
    const std::string name_;
    const std::function<void()> came_;
    desk::Visitor me_;
    int said_ = 0;
};

}  // namespace

std::shared_ptr<void> send_customers(Day& day) {
    auto all = std::make_shared<std::vector<std::shared_ptr<Customer>>>();
    auto to_come = std::make_shared<int>(day.options.customers);
    Dice dice(day.options.seed, "customers");
    for (int i = 1; i <= day.options.customers; ++i) {
        // Two humps, before and after noon, as every contact centre has them; and a newsletter at eleven, to which many
        // answer within minutes.
        const double early = 8.2 + 4.0 * static_cast<double>(dice.below(1000) + dice.below(1000)) / 2000;
        const double late = 12.5 + 5.0 * static_cast<double>(dice.below(1000) + dice.below(1000)) / 2000;
        auto customer = std::make_shared<Customer>(day, dice.next(), i, [&day, to_come] {
            if (--*to_come == 0) {
                day.no_more_customers();
            }
        });
        const double storm = 11.0 + 0.1 * static_cast<double>(dice.below(1000)) / 1000;
        day.agenda.at(at_hour(dice.one_in(5)   ? storm
                              : dice.one_in(2) ? early
                                               : late),
                      [customer] { customer->come(); });
        all->push_back(std::move(customer));
    }
    return all;
}

}  // namespace millrace::day
