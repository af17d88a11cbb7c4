// SPDX-License-Identifier: Apache-2.0
// The one place that asks the machine what time it is. Everything else is handed a Clock.
#pragma once

#include <chrono>

namespace concordat {

using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;
  [[nodiscard]] std::chrono::sys_days today() const { return std::chrono::floor<std::chrono::days>(now()); }
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override;
};

/// For tests, and for `--now` on the demo: stands where it is put.
class FixedClock final : public Clock {
 public:
  explicit FixedClock(Instant instant) : instant_{instant} {}
  [[nodiscard]] Instant now() const override { return instant_; }
  void set(Instant instant) { instant_ = instant; }

 private:
  Instant instant_;
};

}  // namespace concordat
