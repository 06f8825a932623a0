#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace millrace::store {

class Transaction;

// What pieces of local work leave to be done once, together, at the end of their batch and still in its transaction.
// Each batch begins with none; a piece that is undone takes back what it left, and what was written in it for those
// before it is written again.
class Deferred {
public:
    // How much had been left and how much of that written, when a piece began.
    struct Mark {
        std::size_t left = 0;
        std::size_t written = 0;
    };

    virtual ~Deferred() = default;

    // A statement of a piece that names one of these tables finds in it what was left so far: it is written first.
    virtual const std::vector<std::string_view>& tables() const = 0;
    // At the end: who leaves something for others comes before them.
    virtual int rank() const { return 1; }

    virtual bool has_something() const = 0;
    // All that is left. May leave something to others, and to itself.
    virtual void write(Transaction& tx) = 0;

    virtual Mark mark() const = 0;
    virtual void back_to(const Mark& mark) = 0;
};

// Things in the order in which they were left.
template <class Item>
class DeferredItems : public Deferred {
public:
    void leave(Item item) { items_.push_back(std::move(item)); }

    bool has_something() const final { return written_ < items_.size(); }
    void write(Transaction& tx) final {
        // A copy: writing them may leave more.
        const std::vector<Item> now(items_.begin() + static_cast<std::ptrdiff_t>(written_), items_.end());
        write_all(tx, now);
        written_ += now.size();
    }
    Mark mark() const final { return {items_.size(), written_}; }
    void back_to(const Mark& mark) final {
        items_.resize(mark.left);
        written_ = mark.written;
    }

protected:
    virtual void write_all(Transaction& tx, const std::vector<Item>& items) = 0;

private:
    std::vector<Item> items_;  // all of this batch
    std::size_t written_ = 0;
};

}  // namespace millrace::store
