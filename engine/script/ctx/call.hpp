#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/node/node_context.hpp"
#include "engine/node/signal.hpp"
#include "engine/node/step.hpp"
#include "engine/script/ctx/recording.hpp"
#include "engine/script/sandbox/state.hpp"

namespace millrace::script {

// The flow variables that a call has touched: what they were, so that at the end only what changed is written.
class Variables {
public:
    struct Touched {
        String name;
        Value before;
    };

    // Null if it has not been touched.
    const Touched* find(std::string_view name) const;
    const Touched& touch(std::string_view name, Value before);
    const std::vector<Touched>& all() const { return touched_; }
    bool all_loaded = false;

private:
    std::vector<Touched> touched_;
    std::unordered_map<std::string_view, std::size_t> places_;  // once there are many
};

// One call of a script on behalf of a node: what ctx works on.
class Call {
public:
    enum class Form : std::uint8_t {
        bare,      // no ctx at all: a file being loaded
        answers,   // enter and resume: waiting is an answer
        straight,  // run and inline: waiting is a call, and the script runs again from the top
    };

    Call(State& state, Form form, const NodeContext* context = nullptr, const Signal* signal = nullptr);
    ~Call() { state_.call = nullptr; }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    // The call that a ctx function serves; raises if there is none any more.
    static Call& of(lua_State* lua);

    State& state() { return state_; }
    Form form() const { return form_; }
    bool straight() const { return form_ == Form::straight; }
    const NodeContext& context() const { return *context_; }

    // Counts what leaves a trace outside the script.
    void count();
    // Ends the call with an error that no pcall keeps. The message gets the line.
    [[noreturn]] void fail(Error error);

    // A call whose answer is there at once; recorded in a straight script, and asked only once.
    template <class F>
    Value once(std::string_view what, const Value& given, F&& make) {
        if (!straight()) {
            return state_.outside(make);
        }
        const Asked question = asked(what, given);
        if (const Value* known = recorded(question)) {
            return *known;
        }
        Value answer = state_.outside(make);
        record(question, answer);
        return answer;
    }
    // The recorded answer to a question, or null if it is asked for the first time.
    const Value* recorded(const Asked& question);
    void record(const Asked& question, Value answer);
    // The signal that answers the question just found to be unrecorded, or null if the run must wait for it first.
    const Signal* arrived() const;
    // Ends the turn of a straight script with this wait.
    [[noreturn]] void wait(const Asked& question, Step step);
    // Something read from outside: in a straight script as it was at first touch. `read` gives a Value.
    template <class F>
    Value seen(const std::string& name, F&& read) {
        if (!straight()) {
            return state_.outside(read);
        }
        if (const Value* known = recording_.seen(name)) {
            return *known;
        }
        Value value = state_.outside(read);
        recording_.see(name, value);
        return value;
    }
    // True where a straight script does something for the first time.
    bool is_new() const { return !straight() || recording_.is_new(); }

    // Answers under construction, by number; scripts hold only the number.
    std::size_t add_answer(Step step);
    Step* answer(std::size_t number) { return number < answers_.size() ? &answers_[number] : nullptr; }

    Variables variables;
    std::vector<Effect> effects;  // asked before the answer
    // What of ctx has been made in this call, in Lua's registry.
    bool vars_made = false;
    bool members_made = false;
    bool memory_made = false;

    // After the script has ended.
    std::optional<Step>& waiting() { return waiting_; }
    std::optional<Error>& failure() { return failure_; }
    // The script ended without the question that the run has been waiting for.
    bool left_pending() const { return straight() && recording_.at_pending(); }

private:
    State& state_;
    Form form_;
    const NodeContext* context_;
    const Signal* signal_;
    Recording recording_;
    std::vector<Step> answers_;
    std::optional<Step> waiting_;
    std::optional<Error> failure_;
    int count_ = 0;
};

// The members of ctx that are worked out when they are asked for: (methods, name).
int ctx_member(lua_State* lua);
void add_members(lua_State* lua);

void add_vars(lua_State* lua);
// The vars table of this call.
void push_vars(lua_State* lua, Call& call);
// Adds what changed to the step; raises for a value that cannot be kept.
void write_variables(lua_State* lua, Call& call, Step& step);
// The same for ctx.memory.
void write_memory(lua_State* lua, Call& call, Step& step);

// What the signal that woke a node looks like in Lua: its payload's members, and its name.
void push_signal(lua_State* lua, const Signal& signal);

// Options of a ctx function, a table at `at` or nothing; unknown names are errors with a suggestion.
class Options {
public:
    Options(lua_State* lua, int at, const char* function, std::initializer_list<std::string_view> known);
    // Pushes it and says true if it is given.
    bool push(const char* name);
    std::optional<Duration> duration(const char* name);
    Value value(const char* name);

private:
    lua_State* lua_;
    int at_;
};
Duration duration_at(lua_State* lua, int at, std::string_view what);

// The verbs of ctx, by what they are for.
int ctx_wait_for(lua_State* lua);
int ctx_leave_by(lua_State* lua);
int ctx_fail(lua_State* lua);
int ctx_ask(lua_State* lua);
int ctx_wait(lua_State* lua);
int ctx_wait_for_event(lua_State* lua);
int ctx_send(lua_State* lua);
int ctx_emit(lua_State* lua);
int ctx_effect(lua_State* lua);
int ctx_http_get(lua_State* lua);
int ctx_http_post(lua_State* lua);
int ctx_http_put(lua_State* lua);
int ctx_http_patch(lua_State* lua);
int ctx_http_delete(lua_State* lua);
int ctx_now(lua_State* lua);
int ctx_seconds(lua_State* lua);
int ctx_time(lua_State* lua);
int ctx_random(lua_State* lua);
int ctx_id(lua_State* lua);
int ctx_read(lua_State* lua);
int ctx_list(lua_State* lua);
int ctx_log(lua_State* lua);

}  // namespace millrace::script
