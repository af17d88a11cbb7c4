// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/text.h"
#include "base/visible.h"
#include "cli/sharing/runs.h"
#include "hub/linkage/quality/quality.h"

namespace concordat::cli {
namespace {

namespace links = hub::links;
using A = SharingArguments;
using R = hub::Right;

/// -1 for what is no number: nothing takes it.
std::int64_t whole_number(std::string const& text) { return text::parse_integer(text).value_or(-1); }

std::string share_words(Json const& interval) {
  if (!interval.is_object()) return "not known";
  return fmt::format("{:.1f} % ({:.1f} to {:.1f})", 100 * interval["at"].number(), 100 * interval["low"].number(), 100 * interval["high"].number());
}

std::string estimate_line(std::string_view what, Json const& estimate) {
  return fmt::format("    {:<34} precision {}, recall {}; {} judged\n", what, share_words(estimate["precision"]), share_words(estimate["recall"]), estimate["judged"].integer());
}

std::string gap_line(std::string_view what, Json const& gap) {
  if (!gap.is_object()) return {};
  return fmt::format("    {} of the best group to the worst: {:.1f} points{}\n", what, 100 * gap["at"].number(), gap["may_be_chance"].boolean() ? "; chance alone may make as much" : "; more than chance makes");
}

std::string figures_text(Json const& figures) {
  auto out = fmt::format("    settled {}, nobody can tell {}, not judged {}\n", figures["settled"].integer(), figures["cannot_tell"].integer(), figures["not_judged"].integer());
  if (figures["against_decisions"].integer() > 0) out += fmt::format("    {} judged otherwise than people had decided: look at these decisions again\n", figures["against_decisions"].integer());
  if (auto const& kappa = figures["kappa"]; kappa.is_object()) {
    out += fmt::format("    judged twice {}: alike {:.1f} %, Cohen's kappa {:.2f} ({:.2f} to {:.2f})\n", kappa["pairs"].integer(), 100 * kappa["agreed"].number(), kappa["at"].number(), kappa["low"].number(), kappa["high"].number());
  }
  out += estimate_line("all", figures["overall"]);
  if (figures["cannot_tell"].integer() > 0) out += estimate_line("where nobody can tell: the same", figures["if_same"]) + estimate_line("where nobody can tell: not the same", figures["if_not_same"]);
  for (auto const& one : figures["by_agency"].array()) {
    auto const& two = one["agencies"].array();
    out += estimate_line(fmt::format("{} / {}", two[0].string(), two[1].string()), one);
  }
  for (auto const& one : figures["by_group"].array()) out += estimate_line(fmt::format("naming group {} ({} records)", one["group"].string(), one["records"].integer()), one);
  out += gap_line("precision", figures["precision_gap"]) + gap_line("recall", figures["recall_gap"]);
  return out + fmt::format("    not told, too few judged: {} pairs of agencies, {} naming groups\n", figures["agencies_not_told"].integer(), figures["groups_not_told"].integer());
}

std::string link_sample_text(links::Sample const& sample) {
  auto out = fmt::format("{}  {}: {} pairs drawn on {}, judged until {}; {} of {} judgements; seed {}\n", sample.id, sample.state, sample.drawn, sample.drawn_at.substr(0, 10), sample.until, sample.judgements, sample.wanted, sample.seed);
  for (auto const& one : links::told_strata(sample.strata)) {
    if (one.band == "too-few") out += one.size == 0 ? std::string{"    bands with too few pairs to be told\n"} : fmt::format("    bands with too few pairs to be told apart: {} of {} pairs\n", one.drawn, one.size);
    else out += fmt::format("    {}, {}: {} of {} pairs\n", one.band, one.linked ? "linked" : "not linked", one.drawn, one.size);
  }
  return sample.figures.is_object() ? out + figures_text(sample.figures) : out;
}

Result<Shown> shown_sample(Result<links::Sample> const& sample) {
  if (!sample) return fail(sample);
  return Shown{links::to_json(*sample), link_sample_text(*sample) + fmt::format("ledger index {}\n", sample->ledger_index), false};
}

Result<Shown> run_link_quality(hub::Hub& hub, hub::Member const& member, A const&) {
  auto const quality = links::quality_of_links(hub, member);
  if (!quality) return fail(quality);
  Shown shown{links::to_json(*quality), {}, false};
  if (quality->samples.empty()) shown.text += "No sample of pairs has been judged: how good the links are is not known. 'concordat link-sample draw' begins one.\n";
  for (auto const& sample : quality->samples) shown.text += link_sample_text(sample);
  for (auto const& run : quality->runs) {
    shown.text += fmt::format("{}  {} records, new links {}, broken {}, waiting {}{}\n", run.at.substr(0, 16), run.records, run.new_links, run.broken_links, run.waiting,
                              run.dead_band ? fmt::format(", {:.1f} % of pairs between fracture and join", 100 * *run.dead_band) : "");
  }
  if (quality->compared_since.empty()) shown.text += fmt::format("Whether joined pairs look as they did is not known: that takes {} of them in two runs of one model.\n", links::least_joined);
  else shown.text += fmt::format("Joined pairs now, against those of {}:\n", quality->compared_since.substr(0, 10));
  for (auto const& one : quality->moved) {
    auto const* words = one.how == "moved-much" ? "moved much: look whether a feed changed its form, and whether the model still fits" : one.how == "moved" ? "moved: look at it" : "as it was";
    shown.text += fmt::format("    {:<24} {:.3f}  {}\n", visible(one.label), one.index, words);
  }
  return shown;
}

Result<Shown> run_link_sample_draw(hub::Hub& hub, hub::Member const& member, A const& a) {
  links::DrawOptions options;
  options.until = a.until;
  options.size = whole_number(a.number);
  if (!a.twice.empty()) options.twice = whole_number(a.twice);
  if (!a.seed.empty()) options.seed = whole_number(a.seed);
  return shown_sample(links::draw_sample(hub, member, options));
}

Result<Shown> run_link_samples(hub::Hub& hub, hub::Member const& member, A const&) {
  auto const all = links::list_samples(hub, member);
  if (!all) return fail(all);
  Shown shown{Json{Json::Array{}}, {}, false};
  for (auto const& one : *all) {
    shown.json.push(links::to_json(one));
    shown.text += link_sample_text(one);
  }
  if (all->empty()) shown.text = "No sample of pairs has been drawn.\n";
  return shown;
}

Result<Shown> run_link_sample_next(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto const pair = links::next_in_sample(hub, member, a.id);
  if (!pair) return fail(pair);
  auto out = fmt::format("pair {} of the sample\n", pair->place);
  for (auto const* side : {&pair->records.left, &pair->records.right}) out += fmt::format("  {}{}\n", side->agency_name, side->role.empty() ? "" : ", as " + side->role);
  for (auto const& row : pair->records.rows) {
    auto const value = [](std::optional<std::string> const& one) { return !one ? std::string{"withheld"} : one->empty() ? std::string{"not known"} : visible(*one); };
    out += fmt::format("  {} {:<24} {:<28} {}\n", row.differs ? "*" : " ", row.label, value(row.left), value(row.right));
  }
  return Shown{links::to_json(*pair), out + fmt::format("ledger index {}\n", pair->ledger_index), false};
}

Result<Shown> run_link_sample_judge(hub::Hub& hub, hub::Member const& member, A const& a) {
  auto const judged = links::judge(hub, member, a.id, whole_number(a.number), a.outcome);
  if (!judged) return fail(judged);
  return Shown{links::to_json(*judged), fmt::format("pair {}: {}; ledger index {}\n", judged->place, judged->verdict, judged->ledger_index), false};
}

Result<Shown> run_link_sample_close(hub::Hub& hub, hub::Member const& member, A const& a) { return shown_sample(links::close_sample(hub, member, a.id)); }

}  // namespace

std::vector<SharingVerb> measuring_links() {
  OptionSpec const id{"ID", "of the sample", &A::id, true};
  return {
      {"link", "quality", "how good the links are, from judged samples, by agency and naming group; what changed from run to run", {}, run_link_quality, R::see_link_report},
      {"link-sample", "draw", "draw pairs of records by chance for reviewers to judge",
       {{"--size", "how many pairs, 2 to 2000", &A::number, true}, {"--until", "the last day on which they are judged, at most 92 days on", &A::until, true},
        {"--twice", "of 100 pairs, how many two people judge (default 20)", &A::twice}, {"--seed", "draws the same again from the same pairs (default by chance)", &A::seed}},
       run_link_sample_draw, R::review_links},
      {"link-sample", "list", "the samples there are, and the figures of those that were closed", {}, run_link_samples, R::see_link_report},
      {"link-sample", "next", "the next pair for you to judge, side by side and nothing else", {id}, run_link_sample_next, R::review_links},
      {"link-sample", "judge", "say whether the two records of a pair are of one person; no link changes by it",
       {id, {"--pair", "the number of the pair in the sample", &A::number, true}, {"--outcome", "same, not-same or cannot-tell", &A::outcome, true}}, run_link_sample_judge, R::review_links},
      {"link-sample", "close", "work out the figures of a sample; nobody judges it any more", {id}, run_link_sample_close, R::review_links},
  };
}

}  // namespace concordat::cli
