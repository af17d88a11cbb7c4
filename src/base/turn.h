// SPDX-License-Identifier: Apache-2.0
// Whose turn it is with one file, within this process: first come, first served.
//
// For work that is lost when two do it at once: whoever waited often finds it done. It is no lock between processes, and not
// for writing to SQLite, where handing each short write on in order took longer than asking again (docs/benchmarks.md).
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
  /// The one queue of a file that is there, under whatever name; null where there is none.
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
