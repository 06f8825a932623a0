#pragma once

#include <string>
#include <vector>

namespace millrace::bench {

// What is measured, and where.
struct Wish {
    std::vector<std::string> groups = {};  // see groups(); empty: all of them
    std::string folder = {};               // for scratch data; below the system's temporary folder if not given
    std::string store = {};                // postgresql://…, an empty database, instead of SQLite in the folder
    double seconds = 2;                    // of each of the five measures of a rate
    bool quick = false;                    // a hundredth of the crowds: to see that it works, not to quote
    std::string part = {};                 // a group's own process, started by itself
};

struct Group {
    const char* name;
    const char* what;
    void (*measure)(const Wish& wish);
};
const std::vector<Group>& groups();

// Prints `name median unit [least to most]`, a line a figure; what is under way goes to standard error. The exit
// status.
int run(const Wish& wish);

// One function a group.
void engine(const Wish& wish);
void durable(const Wish& wish);
void http(const Wish& wish);
void waiting(const Wish& wish);
void timers(const Wish& wish);
void crowds(const Wish& wish);
void desk_work(const Wish& wish);
void sockets(const Wish& wish);
void overlay(const Wish& wish);

}  // namespace millrace::bench
