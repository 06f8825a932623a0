#include "tests/simulation/flows.hpp"

#include <fmt/format.h>

namespace millrace::simulation {
namespace {

// Draws from the end to the beginning: each piece knows what comes after it, and answers where it begins.
class Author {
public:
    Author(Dice& dice, const Draft& draft) : dice_(dice), draft_(draft) {}

    Value document() {
        const std::string end = add("control.end", Map{{"outcome", "done"}, {"result", expression("vars.n")}}, Map{});
        const std::string other = add("control.end", Map{{"outcome", "other"}}, Map{});
        std::string last = end;
        if (dice_.one_in(3)) {
            last = add("control.branch", Map{{"when", "vars.n % 2 == 0"}}, Map{{"yes", end}, {"no", other}});
        } else {
            nodes_.set("spare", Value());  // `other` is reached by the safe route below, or dropped
        }
        std::string start = sequence(last, 2 + static_cast<int>(dice_.below(5)), 0);
        if (draft_.talks && !draft_.successor.empty() && dice_.one_in(4)) {
            last_hand_over(start);
        }
        Map document{{"format", "millrace.flow/1"},
                     {"key", draft_.key},
                     {"title", draft_.key},
                     {"trigger", Map{{"on", draft_.talks ? "conversation.started" : draft_.trigger}}}};
        document.set("variables", Map{{"n", Map{{"type", "integer"}, {"default", dice_.from(0, 5)}}},
                                      {"s", Map{{"type", "string"}, {"default", "x"}}},
                                      {"list", Map{{"type", "list"}, {"default", List{1, 2}}}},
                                      {"item", Map{}},
                                      {"r", Map{}}});
        if (draft_.trigger == "api" && !draft_.talks) {
            document.set("input", Map{{"n", Map{{"type", "integer"}}}, {"ticket", Map{{"type", "integer"}}}});
        }
        bool other_used = last != end;
        if (dice_.one_in(2)) {
            document.set("on_error", draft_.talks && dice_.one_in(2)
                                         ? add("conversation.send", Map{{"text", "Sorry."}}, Map{{"sent", other}})
                                         : other);
            other_used = true;
        }
        if (dice_.one_in(3)) {
            const std::string rest = add("control.end", Map{{"outcome", "cleaned"}}, Map{});
            document.set("on_cancel",
                         add("control.wait", Map{{"duration", duration(minutes(2))}}, Map{{"done", rest}}));
        }
        List hooks;
        if (draft_.talks && dice_.one_in(2)) {
            hooks.push(Map{{"on", "conversation.human_requested"}, {"to", queue(other)}});
            other_used = true;
        }
        if (draft_.talks && dice_.one_in(3)) {
            Map hook{{"on", dice_.one_in(2) ? "conversation.closed" : "message.received"}, {"to", other}};
            if (hook["on"] == Value("message.received")) {
                hook.set("when", "event.text == 'human'");
            }
            hook.set("repeat", dice_.one_in(2));
            hooks.push(hook);
            other_used = true;
        }
        if (!hooks.empty()) {
            document.set("hooks", hooks);
        }
        Map nodes;
        for (const auto& [id, node] : nodes_) {
            if (id != "spare" && (id != other || other_used)) {
                nodes.set(id, node);
            }
        }
        document.set("start", start);
        document.set("nodes", nodes);
        return document;
    }

private:
    std::string add(const std::string& type, Map settings, Map next) {
        const std::string id = "n" + std::to_string(++last_);
        Map node{{"type", type}};
        if (!settings.empty()) {
            node.set("settings", std::move(settings));
        }
        if (!next.empty()) {
            node.set("next", std::move(next));
        }
        if (type != "control.end" && type != "control.join" && dice_.one_in(15)) {
            node.set("commit", "before");
        }
        nodes_.set(id, std::move(node));
        return id;
    }
    static Value expression(const std::string& source) { return Map{{"expr", source}}; }
    std::string duration(Duration most) {
        const std::int64_t ms = dice_.any_length(most).ms;
        return ms >= 1000 ? std::to_string(ms / 1000) + "s" : std::to_string(ms) + "ms";
    }
    std::string patience() {
        const std::int64_t ms = dice_.any_length(hours(24)).ms;
        return std::to_string(1 + ms / 1000) + "s";
    }

    std::string sequence(std::string next, int pieces, int depth) {
        for (int i = 0; i < pieces; ++i) {
            next = piece(next, depth);
        }
        return next;
    }
    std::string some(const std::string& next, int depth) {
        return sequence(next, static_cast<int>(dice_.below(3)), depth + 1);
    }

    std::string piece(const std::string& next, int depth) {
        const std::uint64_t kinds = draft_.talks ? 26 : 19;
        switch (dice_.below(kinds)) {
            case 0:
            case 1:
                return add("control.set", Map{{"values", Map{{"n", "vars.n + 1"}}}}, Map{{"done", next}});
            case 2:
                return depth > 2 ? next
                                 : add("control.branch", Map{{"when", "vars.n > 3"}},
                                       Map{{"yes", some(next, depth)}, {"no", some(next, depth)}});
            case 3:
                return loop(next, depth);
            case 4:
            case 5:
                return region(next, depth);
            case 6:
            case 7:
                return add("control.wait", Map{{"duration", duration(hours(48))}}, Map{{"done", next}});
            case 8:
                return add("control.wait_until", Map{{"time", fmt::format("2026-01-05T{:02}:00:00Z", dice_.below(24))}},
                           Map{{"done", next}, {"error", next}});
            case 9:
            case 10:
                return event(next, depth);
            case 11:
            case 12:
                return http(next, depth);
            case 13:
                return guarded(next, depth);
            case 14:
                return subflow(next, depth);
            case 15:
                return emit(next);
            case 16:
            case 17:
                return script(next);
            case 18:
                if (!draft_.starts.empty() && dice_.one_in(2)) {
                    return add("control.start_flow", Map{{"flow", dice_.any_of(draft_.starts)}},
                               Map{{"started", next}});
                }
                return dice_.one_in(3) ? add("control.branch", Map{{"when", "vars.n > 4"}},
                                             Map{{"yes", add("control.throw", Map{{"code", "order.unknown"}}, Map{})},
                                                 {"no", next}})
                                       : next;
            case 19:
            case 20:
                return queue(next);
            case 21:
                return add("conversation.menu",
                           Map{{"text", "Which? {{vars.n}}"}, {"options", List{"yes", "no"}}, {"patience", patience()}},
                           Map{{"yes", some(next, depth)}, {"no", next}, {"no_match", next}, {"timeout", next}});
            case 22:
                return add("conversation.ask",
                           Map{{"text", "What? {{vars.s}}"},
                               {"save", "s"},
                               {"type_ahead", dice_.one_in(2)},
                               {"patience", patience()}},
                           Map{{"answered", next}, {"timeout", next}});
            case 23:
                return add("conversation.tag", Map{{"tag", "t{{vars.n}}"}}, Map{{"done", next}});
            case 24:
                return dice_.one_in(8)
                           ? add("conversation.close", Map{{"reason", "resolved"}}, Map{{"done", next}})
                           : add("conversation.note", Map{{"text", "n is {{vars.n}}"}}, Map{{"done", next}});
            default:
                return add("conversation.send", Map{{"text", "n is {{vars.n}}"}}, Map{{"sent", next}});
        }
    }

    std::string emit(const std::string& next) {
        // A flow that an event begins must not tell of that event: it would begin for ever.
        const bool begins = draft_.trigger == "api" && dice_.one_in(2);
        return add("integration.emit",
                   Map{{"name", begins ? "order.placed" : "step.done"},
                       {"key", dice_.one_in(3) ? "" : any_key()},
                       {"payload", Map{{"n", "vars.n"}}}},
                   Map{{"done", next}});
    }

    std::string any_key() { return "k" + std::to_string(dice_.below(3)); }

    std::string loop(const std::string& next, int depth) {
        if (depth > 1) {
            return next;
        }
        const bool counted = dice_.one_in(2);
        const std::string id =
            counted ? add("control.loop", Map{{"times", dice_.from(1, 3)}}, Map{{"done", next}})
                    : add("control.for_each", Map{{"in", "vars.list"}, {"as", "item"}}, Map{{"done", next}});
        const std::string body =
            sequence(add("control.set", Map{{"values", Map{{"n", "vars.n + 1"}}}}, Map{{"done", id}}),
                     static_cast<int>(dice_.below(3)), depth + 1);
        Map node = nodes_[id].as_map();
        node.set("next", Map{{"done", next}, {counted ? "again" : "each", body}});
        nodes_.set(id, node);
        return id;
    }

    std::string region(const std::string& next, int depth) {
        if (depth > 1) {
            return next;
        }
        const bool race = dice_.one_in(3);
        const std::string join =
            add("control.join", Map{{"mode", race || dice_.one_in(2) ? "any" : "all"}}, Map{{"done", next}});
        Map ways;
        static const std::vector<std::string> names = {"a", "b", "c"};
        const std::size_t count = 2 + dice_.below(2);
        for (std::size_t i = 0; i < count; ++i) {
            ways.set(names[i], sequence(join, 1 + static_cast<int>(dice_.below(2)), depth + 1));
        }
        return add(race ? "control.race" : "control.fork", Map{{"join", join}}, ways);
    }

    std::string event(const std::string& next, int depth) {
        Map settings{{"name", "step.done"}};
        Map ways{{"received", next}};
        if (dice_.one_in(2)) {
            settings.set("key", any_key());
        }
        settings.set("within", patience());
        ways.set("timeout", some(next, depth));
        return add("control.wait_for_event", settings, ways);
    }

    std::string http(const std::string& next, int depth) {
        static const std::vector<std::string> methods = {"GET", "POST", "PUT"};
        Map settings{{"url", fmt::format("http://crm{}.example/{}/{{{{vars.n}}}}", dice_.below(2), last_)},
                     {"method", dice_.any_of(methods)},
                     {"into", "r"},
                     {"attempts", dice_.from(1, 4)},
                     {"timeout", std::to_string(1 + dice_.below(20)) + "s"}};
        Map ways{{"ok", next}, {"error", some(next, depth)}};
        if (dice_.one_in(2)) {
            ways.set("unavailable", next);
        }
        return add("integration.http", settings, ways);
    }

    std::string subflow(const std::string& next, int depth) {
        if (depth > 1 || draft_.callees.empty()) {
            return next;
        }
        const Draft::Callee& callee = dice_.any_of(draft_.callees);
        Map ways;
        for (const std::string& outcome : callee.outcomes) {
            ways.set(outcome, next);
        }
        return add("control.subflow", Map{{"flow", callee.key}, {"input", Map{{"n", "vars.n"}}}}, ways);
    }

    std::string guarded(const std::string& next, int depth) {
        if (depth > 1) {
            return next;
        }
        const std::string thrower = add("control.throw", Map{{"code", "order.unknown"}}, Map{});
        const std::string before = some(
            dice_.one_in(2) ? thrower
                            : add("control.branch", Map{{"when", "vars.n > 2"}}, Map{{"yes", thrower}, {"no", next}}),
            depth);
        return add("control.catch", dice_.one_in(2) ? Map{{"codes", List{"order.*"}}} : Map{},
                   Map{{"done", before}, {"caught", next}});
    }

    std::string queue(const std::string& next) {
        static const std::vector<std::string> queues = {"sales", "support", "customer_service"};
        static const std::vector<std::string> priorities = {"low", "normal", "high"};
        return add(
            "routing.enqueue",
            Map{{"queue", dice_.any_of(queues)}, {"priority", dice_.any_of(priorities)}, {"patience", patience()}},
            Map{{"answered", next}, {"gave_up", next}, {"closed", next}});
    }

    // Several calls in a row: each further turn runs the script again from its top.
    std::string script(const std::string& next) {
        static const std::vector<std::string> scripts = {
            "ctx.vars.n = ctx.vars.n + ctx.random(3)\nreturn 'done'",
            "ctx.wait('5s')\nctx.vars.n = ctx.vars.n + 1\nctx.wait('20m')\nreturn 'done'",
            "local a = ctx.http.get('http://crm0.example/a', { attempts = 2 })\nctx.wait('1m')\n"
            "local b = ctx.http.post('http://crm1.example/b', { json = { at = ctx.now() } })\n"
            "ctx.vars.n = ctx.vars.n + 1\nreturn a.status == b.status and 'done' or 'other'",
            "local e = ctx.wait_for_event('step.done', { key = 'k1', within = '3h' })\n"
            "ctx.emit('step.done', { n = 1 }, { key = 'k2' })\nctx.wait(ctx.random(90) .. 's')\nreturn 'other'",
            "if ctx.random(3) == 1 then error('no luck') end\nctx.wait('1s')\nreturn 'done'",
        };
        static const std::vector<std::string> talking = {
            "ctx.send('one')\nlocal a = ctx.ask('size?', { within = '2h' })\nctx.send('two')\nctx.wait('30s')\n"
            "return a and 'done' or 'other'",
        };
        const bool talks = draft_.talks && dice_.one_in(3);
        return add("script.lua", Map{{"code", talks ? talking[0] : dice_.any_of(scripts)}},
                   Map{{"done", next}, {"other", next}, {"error", next}});
    }

    // The conversation goes to another flow, which begins with it, and this one says no more.
    void last_hand_over(std::string& start) {
        const std::string end = add("control.end", Map{{"outcome", "handed"}}, Map{});
        const std::string over =
            add("control.start_flow", Map{{"flow", draft_.successor}, {"hand_over", true}}, Map{{"started", end}});
        start = add("control.branch", Map{{"when", "vars.n < 3"}}, Map{{"yes", over}, {"no", start}});
    }

    Dice& dice_;
    const Draft& draft_;
    Map nodes_;
    int last_ = 0;
};

}  // namespace

Value draw_flow(Dice& dice, const Draft& draft) {
    return Author(dice, draft).document();
}

}  // namespace millrace::simulation
