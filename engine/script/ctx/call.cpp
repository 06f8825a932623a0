#include "engine/script/ctx/call.hpp"

#include <cstdlib>

#include <fmt/format.h>

#include "engine/script/faults.hpp"

namespace millrace::script {
namespace {

int current_line(lua_State* lua) {
    lua_Debug frame;
    for (int level = 0; level < 10 && lua_getstack(lua, level, &frame) == 1; ++level) {
        if (lua_getinfo(lua, "l", &frame) != 0 && frame.currentline > 0) {
            return frame.currentline;
        }
    }
    return 0;
}

}  // namespace

// --- Variables -------------------------------------------------------------------------------------------------------

constexpr std::size_t many_variables = 16;

const Variables::Touched* Variables::find(std::string_view name) const {
    if (touched_.size() > many_variables) {
        const auto found = places_.find(name);
        return found == places_.end() ? nullptr : &touched_[found->second];
    }
    for (const Touched& touched : touched_) {
        if (touched.name.view() == name) {
            return &touched;
        }
    }
    return nullptr;
}

const Variables::Touched& Variables::touch(std::string_view name, Value before) {
    touched_.push_back(Touched{String(name), std::move(before)});
    // The text of a String stays where it is when the vector grows.
    if (touched_.size() == many_variables + 1) {
        for (std::size_t i = 0; i < touched_.size(); ++i) {
            places_.emplace(touched_[i].name.view(), i);
        }
    } else if (touched_.size() > many_variables) {
        places_.emplace(touched_.back().name.view(), touched_.size() - 1);
    }
    return touched_.back();
}

// --- Call ------------------------------------------------------------------------------------------------------------

Call::Call(State& state, Form form, const NodeContext* context, const Signal* signal)
    : state_(state), form_(form), context_(context), signal_(signal) {
    if (form == Form::straight && context != nullptr) {
        recording_ = Recording(context->memory());
    }
    state.call = this;
}

Call& Call::of(lua_State* lua) {
    Call* const call = State::of(lua).call;
    if (call == nullptr || call->context_ == nullptr) {
        luaL_error(lua, "expected ctx to be used while its node runs but that is over");
    }
    return *call;
}

void Call::count() {
    if (++count_ > state_.limits().host_calls_max && !left_out("host_calls")) {
        state_.stop(Limit::calls,
                    fmt::format("expected at most {} calls of ctx functions", state_.limits().host_calls_max));
    }
    state_.charge(20);
}

void Call::fail(Error error) {
    const int line = current_line(state_.lua());
    if (line > 0) {
        // The message of a limit begins with the limit's name, wherever it comes from.
        error.message = error.code == "script.limit" ? fmt::format("{}, at line {}", error.message, line)
                                                     : fmt::format("line {}: {}", line, error.message);
    }
    failure_ = std::move(error);
    state_.unwind();
}

const Value* Call::recorded(const Asked& question) {
    Result<const Value*> known = recording_.next(question);
    if (!known) {
        fail(known.error());
    }
    return *known;
}

void Call::record(const Asked& question, Value answer) {
    if (Status done = recording_.answer(question, std::move(answer)); !done) {
        fail(done.error());
    }
}

const Signal* Call::arrived() const {
    return recording_.at_pending() ? signal_ : nullptr;
}

void Call::wait(const Asked& question, Step step) {
    recording_.wait_for(question);
    Result<Value> memory = recording_.memory();
    if (!memory) {
        fail(memory.error());
    }
    step.remembered = std::move(*memory);
    waiting_ = std::move(step);
    state_.unwind();
}

std::size_t Call::add_answer(Step step) {
    count();
    answers_.push_back(std::move(step));
    return answers_.size() - 1;
}

}  // namespace millrace::script
