// SPDX-License-Identifier: Apache-2.0
// Types that keep personal data and secrets away from logs, errors and strangers.
//
// A Personal<T> has no formatter and no operator<<. Its value shows only to a holder of a Permit (a disclosure was
// decided) or of a Processing (the hub works on the supplier's behalf: intake, linkage, geocoding). Neither key can be
// made outside hub; a Processing cannot form a Release. tests/must_not_compile proves all of it.
#pragma once

#include <utility>

namespace concordat {

namespace hub {
class Gate;
class ProcessingDesk;
}  // namespace hub

/// The gate decided that a disclosure may be made.
class Permit {
 public:
  Permit(Permit&&) = default;
  Permit& operator=(Permit&&) = default;
  Permit(Permit const&) = delete;
  Permit& operator=(Permit const&) = delete;
  ~Permit() = default;

 private:
  Permit() = default;
  friend class hub::Gate;
};

/// The hub is working on data on behalf of the agency that supplied it.
class Processing {
 public:
  Processing(Processing&&) = default;
  Processing& operator=(Processing&&) = default;
  Processing(Processing const&) = delete;
  Processing& operator=(Processing const&) = delete;
  ~Processing() = default;

 private:
  Processing() = default;
  friend class hub::ProcessingDesk;
};

template <class T>
class Personal {
 public:
  Personal() = default;
  explicit Personal(T value) : value_{std::move(value)} {}
  [[nodiscard]] T const& reveal(Permit const&) const { return value_; }
  [[nodiscard]] T const& reveal(Processing const&) const { return value_; }

 private:
  T value_{};
};

/// Key material and passwords. Moves only, cannot be streamed, and is wiped when it dies.
template <class T>
class Secret {
 public:
  explicit Secret(T value) : value_{std::move(value)} {}
  Secret(Secret&& other) noexcept : value_{std::move(other.value_)} { other.wipe(); }
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) {
      wipe();
      value_ = std::move(other.value_);
      other.wipe();
    }
    return *this;
  }
  Secret(Secret const&) = delete;
  Secret& operator=(Secret const&) = delete;
  ~Secret() { wipe(); }

  /// For the crypto module and the code that hands a key to it.
  [[nodiscard]] T const& expose() const { return value_; }

 private:
  void wipe() noexcept {
    // volatile, so that the compiler may not drop a write nobody reads
    for (auto& part : value_) {
      auto volatile* spot = &part;
      *spot = {};
    }
  }
  T value_;
};

}  // namespace concordat
