// Logging in and out.

#include "api/operations/catalogue.hpp"
#include "api/operations/input.hpp"
#include "api/operations/people.hpp"
#include "api/operations/services.hpp"
#include "runtime/desk/sessions/ticket.hpp"

namespace millrace::api {
namespace {

struct LoginInput {
    std::string email;
    std::string password;
};
void describe(Fields<LoginInput>& fields) {
    fields.add("email", &LoginInput::email).required();
    fields.add("password", &LoginInput::password).required();
}

http::Answer log_in(const Call& call) {
    const Result<LoginInput> input = input_of<LoginInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    const Result<People::Login> login =
        call.services.people.log_in(input->email, input->password, call.request.remote_address);
    if (!login) {
        Error error = login.error();
        if (error.code == "auth.too_many") {
            const Duration wait = seconds(std::stoll(error.pointer));
            error.pointer.clear();
            return http::problem(429, error).with_retry_after(wait);
        }
        return problem_of(error);
    }
    return http::Answer::json(Map{{"user", login->user}, {"token", login->token}});
}

http::Answer log_out(const Call& call) {
    const Status done = call.services.people.log_out(call.caller);
    return done ? http::Answer::nothing() : problem_of(done.error());
}

http::Answer ticket(const Call& call) {
    const Result<std::string> given = call.services.people.give_ticket(call.caller);
    return given ? http::Answer::json(201, Map{{"ticket", *given}, {"expires_in", desk::ticket_life.ms / 1000}})
                 : problem_of(given.error());
}

}  // namespace

void add_auth(std::vector<Operation>& all) {
    Operation login = posting<LoginInput>("/api/auth/login", "", "A user and a token for 12 hours.", log_in);
    login.door = Operation::Door::anybody;
    all.push_back(std::move(login));
    Operation logout = posting<Nothing>("/api/auth/logout", "",
                                        "Ends this session; the token is worth nothing from now on.", log_out, 204);
    all.push_back(std::move(logout));
    all.push_back(posting<Nothing>("/api/auth/ws-ticket", "",
                                   "For /ws?ticket=, in place of a token: good once, for 30 seconds.", ticket, 201));
}

}  // namespace millrace::api
