// SPDX-License-Identifier: Apache-2.0
// Counts for whoever watches the machine: requests by route and status, how long they took, what is open. Routes are our
// own patterns and no label comes from a person, so the counts hold no personal data.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace concordat::pages {

class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(Metrics const&) = delete;
  Metrics& operator=(Metrics const&) = delete;

  struct Request {
    std::string_view method;
    std::string_view route;  ///< the pattern; empty where none matched
    int status = 0;
    double seconds = 0;
    std::uint64_t body_bytes = 0;
    std::uint64_t answer_bytes = 0;
  };
  /// From any thread.
  void request(Request const& request);
  /// In the text format of Prometheus.
  [[nodiscard]] std::string text() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace concordat::pages
