#include "engine/base/assert.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include <csignal>
#include <string>

TEST_CASE("a broken invariant names itself and ends the process", "[base][assert]") {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        // Catch's own handler would report the abort as a failure of this test.
        signal(SIGABRT, SIG_DFL);
        dup2(ends[1], STDERR_FILENO);
        MILLRACE_ASSERT(1 + 1 == 3);
        _exit(0);
    }
    close(ends[1]);
    std::string said;
    char buffer[256];
    for (ssize_t size = 0; (size = read(ends[0], buffer, sizeof buffer)) > 0;) {
        said.append(buffer, static_cast<std::size_t>(size));
    }
    close(ends[0]);
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == SIGABRT);
    CHECK(said.find("assert_test.cpp:") != std::string::npos);
    CHECK(said.find("expected 1 + 1 == 3, which does not hold") != std::string::npos);
}

TEST_CASE("an invariant that holds costs nothing to state", "[base][assert]") {
    int asked = 0;
    MILLRACE_ASSERT(++asked == 1);
    CHECK(asked == 1);
}
