// SPDX-License-Identifier: Apache-2.0
// Whose turn it is with one file, within this process: first come, first served.
//
// SQLite lets one connection write and has the others ask again after sleeps of up to 100 ms, in no order; under many short
// writes a few wait for a long time while the file lies idle. Other processes are still waited for by asking again.
// Thread safety: all of it. A Turn is given back by whichever thread holds it.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace concordat {

class TurnQueue;

/// Held: nobody else of this process has it. Given back when it goes.
class Turn {
 public:
  Turn(Turn&&) noexcept = default;
  Turn& operator=(Turn&&) = delete;
  ~Turn();

 private:
  friend class TurnQueue;
  explicit Turn(std::shared_ptr<TurnQueue> queue) : queue_{std::move(queue)} {}
  std::shared_ptr<TurnQueue> queue_;
};

class TurnQueue : public std::enable_shared_from_this<TurnQueue> {
 public:
  /// The one queue of a file that is there, under whatever name; null where there is none (a database in memory).
  [[nodiscard]] static std::shared_ptr<TurnQueue> of_file(std::string const& path);
  [[nodiscard]] static std::shared_ptr<TurnQueue> make();
  TurnQueue(TurnQueue const&) = delete;
  TurnQueue& operator=(TurnQueue const&) = delete;
  ~TurnQueue();

  /// Nothing after `patience`.
  [[nodiscard]] std::optional<Turn> take(std::chrono::milliseconds patience);

 private:
  friend class Turn;
  struct State;
  TurnQueue();
  [[nodiscard]] bool wait(std::chrono::milliseconds patience);
  void give_back();
  std::unique_ptr<State> state_;
};

}  // namespace concordat
