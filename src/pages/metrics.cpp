// SPDX-License-Identifier: Apache-2.0
#include "pages/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <fmt/format.h>

namespace concordat::pages {
namespace {

prometheus::Histogram::BucketBoundaries const seconds_bounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};

}  // namespace

struct Metrics::State {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests =
      prometheus::BuildCounter().Name("concordat_http_requests_total").Help("Requests answered").Register(registry);
  prometheus::Family<prometheus::Histogram>& seconds =
      prometheus::BuildHistogram().Name("concordat_http_request_seconds").Help("Time to answer a request").Register(registry);
  prometheus::Family<prometheus::Counter>& bytes =
      prometheus::BuildCounter().Name("concordat_http_bytes_total").Help("Bytes of bodies, in and out").Register(registry);
};

Metrics::Metrics() : state_{std::make_unique<State>()} {}
Metrics::~Metrics() = default;

void Metrics::request(Request const& request) {
  std::string const route{request.route.empty() ? std::string_view{"none"} : request.route};
  state_->requests.Add({{"method", std::string{request.method}}, {"route", route}, {"status", fmt::format("{}", request.status)}}).Increment();
  state_->seconds.Add({{"route", route}}, seconds_bounds).Observe(request.seconds);
  state_->bytes.Add({{"direction", "in"}}).Increment(static_cast<double>(request.body_bytes));
  state_->bytes.Add({{"direction", "out"}}).Increment(static_cast<double>(request.answer_bytes));
}

std::string Metrics::text() const { return prometheus::TextSerializer{}.Serialize(state_->registry.Collect()); }

}  // namespace concordat::pages
