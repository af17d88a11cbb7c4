// SPDX-License-Identifier: Apache-2.0
#include "agreements/batch/batch.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <vector>

#include "agreements/batch/lines.h"
#include "agreements/engine/judgement.h"

namespace concordat::agreements {
namespace {

using Steady = std::chrono::steady_clock;

double microseconds(std::uint64_t nanoseconds) { return static_cast<double>(nanoseconds) / 1000.0; }

/// The value that `share` of all do not exceed.
double quantile(std::vector<std::uint32_t>& nanoseconds, double share) {
  if (nanoseconds.empty()) return 0;
  auto const at = static_cast<std::size_t>(share * static_cast<double>(nanoseconds.size() - 1));
  std::nth_element(nanoseconds.begin(), nanoseconds.begin() + static_cast<std::ptrdiff_t>(at), nanoseconds.end());
  return microseconds(nanoseconds[at]);
}

double sum_seconds(std::vector<std::uint32_t> const& nanoseconds) {
  double sum = 0;
  for (auto const one : nanoseconds) sum += one;
  return sum / 1e9;
}

std::uint32_t since(Steady::time_point begin) {
  auto const spent = std::chrono::duration_cast<std::chrono::nanoseconds>(Steady::now() - begin).count();
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(spent, 0, std::numeric_limits<std::uint32_t>::max()));
}

class Batch {
 public:
  explicit Batch(World const& world) : world_{world} {
    auto const begin = Steady::now();
    bundle_.emplace(world.compile());
    report_.compile_ms = std::chrono::duration<double, std::milli>(Steady::now() - begin).count();
  }

  [[nodiscard]] std::string answer(std::uint64_t line, Question const& question) {
    ++report_.requests;
    line_ = line;
    auto const& [request, facts, expect] = question;
    auto begin = Steady::now();
    bundle_->judge(request, facts, judgement_);
    bare_.push_back(since(begin));
    begin = Steady::now();
    auto const decision = bundle_->decide(request, facts);
    whole_.push_back(since(begin));
    count(decision, expect);
    auto out = to_json(decision);
    out.set("line", line);
    return out.canonical();
  }

  BatchReport finish() {
    report_.seconds = sum_seconds(whole_);
    report_.p50_us = quantile(whole_, 0.5);
    report_.p99_us = quantile(whole_, 0.99);
    report_.bare_seconds = sum_seconds(bare_);
    report_.bare_p50_us = quantile(bare_, 0.5);
    report_.bare_p99_us = quantile(bare_, 0.99);
    return std::move(report_);
  }

 private:
  void count(Decision const& decision, std::optional<bool> expect) {
    auto const all = decision.all_permitted();
    ++(all ? report_.permitted : decision.permits.empty() ? report_.refused : report_.partial);
    for (auto const& refusal : decision.refusals) {
      if (refusal.reasons.empty() || refusal.why.empty() || refusal.remedies.empty()) ++report_.mute;
      if (!refusal.reasons.empty()) ++report_.reasons[std::string{name_of(refusal.reasons.front())}];
    }
    if (!expect) return;
    ++report_.expected;
    if (*expect == all) return;
    if (report_.differ++ == 0) report_.first_differing = line_;
  }

  World const& world_;
  std::optional<Bundle> bundle_ = {};
  Judgement judgement_ = {};
  BatchReport report_ = {};
  std::uint64_t line_ = 0;
  std::vector<std::uint32_t> whole_ = {};
  std::vector<std::uint32_t> bare_ = {};
};

/// Answers go beside the target and take its name when all are there.
class Answers {
 public:
  explicit Answers(std::filesystem::path target) : target_{std::move(target)} {
    if (target_.empty()) return;
    part_ = target_;
    part_ += ".part";
    stream_.open(part_, std::ios::binary | std::ios::trunc);
  }
  Answers(Answers const&) = delete;
  Answers& operator=(Answers const&) = delete;
  ~Answers() {
    std::error_code error;
    if (!part_.empty()) std::filesystem::remove(part_, error);
  }
  void add(std::string const& line) {
    if (!target_.empty()) stream_ << line << '\n';
  }
  Result<void> finish() {
    if (target_.empty()) return {};
    stream_.close();
    std::error_code error;
    if (stream_) std::filesystem::rename(part_, target_, error);
    if (!stream_ || error) {
      return fail(Fault::unavailable, "batch.no-answers", "The file of answers cannot be written.",
                  "See that its folder is there, may be written and has room.");
    }
    return {};
  }

 private:
  std::filesystem::path target_;
  std::filesystem::path part_ = {};
  std::ofstream stream_ = {};
};

}  // namespace

Result<BatchResult> decide_file(World const& world, BatchFiles const& files, std::function<bool(std::uint64_t)> const& progress) {
  BatchResult result;
  Batch batch{world};
  Answers answers{files.out};
  auto stopped = false;
  auto const read = each_line(files.requests, result.findings, [&](std::uint64_t line, Json const& json) {
    auto const question = question_in(json, world, files.requests, line, result.findings);
    if (question) answers.add(batch.answer(line, *question));
    stopped = line % 1000 == 0 && progress && !progress(line);
    return !stopped;
  });
  if (!read) return fail(read);
  if (stopped) return fail(Fault::cancelled, "batch.cancelled", "Deciding was stopped.", "Nothing was written; start it again.");
  if (result.findings.empty()) {
    if (auto done = answers.finish(); !done) return fail(done);
  }
  result.report = batch.finish();
  return result;
}

}  // namespace concordat::agreements
