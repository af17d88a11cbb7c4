// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "base/file.h"
#include "base/visible.h"
#include "cli/linkage/explain_pair.h"
#include "cli/linkage/input.h"
#include "cli/linkage/output.h"
#include "cli/linkage/own_files.h"
#include "cli/linkage/run_in_parts.h"
#include "cli/office.h"
#include "cli/verbs.h"
#include "linkage/grouping.h"
#include "linkage/linker.h"
#include "linkage/text/nicknames.h"
#include "linkage/truth.h"

namespace concordat::cli {
namespace {

constexpr std::uint64_t most_model_bytes = std::uint64_t{1} << 20;

std::optional<linkage::Model> open_model(Arguments const& arguments, Exit& exit) {
  auto const text = read_file(arguments.linkage.model, most_model_bytes);
  if (!text) {
    exit = complain(arguments, text.error(), arguments.linkage.model);
    return std::nullopt;
  }
  auto model = linkage::read_model(*text, arguments.linkage.model);
  if (!model) {
    exit = complain(arguments, model.error(), arguments.linkage.model);
    return std::nullopt;
  }
  return std::move(*model);
}

/// The table of nicknames beside the other definitions.
std::optional<linkage::Nicknames> open_nicknames(Arguments const& arguments, Exit& exit) {
  auto const path = definitions_folder(arguments) / "linkage" / "nicknames.yaml";
  auto const text = read_file(path, most_model_bytes);
  if (!text) {
    exit = complain(arguments, text.error(), path.string());
    return std::nullopt;
  }
  auto table = linkage::Nicknames::from_yaml(*text, path.string());
  if (!table) {
    exit = complain(arguments, table.error(), path.string());
    return std::nullopt;
  }
  return std::move(*table);
}

class LinkFiles {
 public:
  LinkFiles(Arguments const& arguments, linkage::Model model, linkage::Nicknames const& nicknames)
      : arguments_{arguments}, asked_{arguments.linkage}, model_{std::move(model)}, nicknames_{nicknames} {}

  Exit run() {
    Findings findings;
    report_.threads = static_cast<unsigned>(asked_.threads);
    auto input = read_linkage_input(arguments_.files, model_, {asked_.id, asked_.truth, asked_.by_group}, report_.threads, findings);
    if (!input) return complain(arguments_, input.error().problem, input.error().file);
    if (!*input) return complain(arguments_, findings);
    input_ = std::move(**input);
    tell_unreadable();
    watch_.lap("load");
    if (input_.table.records < 2) {
      return complain(arguments_, Findings{{.code = "linkage.too-few", .file = arguments_.files.front(), .message = "there are fewer than two records", .remedy = "Name a file with more rows."}});
    }
    linkage::Linker linker{std::move(model_), std::move(input_.table), &nicknames_, report_.threads};
    watch_.lap("prepare");
    if (asked_.count) return say_rules("counted", {}, linker.plan());
    if (!asked_.work.empty()) return in_parts(linker);
    if (asked_.train) train(linker);
    report_.found = linker.find();
    watch_.lap("predict");
    return finish(linker);
  }

 private:
  Exit finish(linkage::Linker const& linker) {
    auto const groups = linkage::group_records(linker, report_.found.edges);
    if (!groups) return complain(arguments_, groups.error());
    watch_.lap("group");
    linkage::sort_edges(report_.found.edges);
    if (!asked_.explain.empty()) {
      auto const told = explain_pair(arguments_, linker, input_.ids, report_.found.edges, *groups);
      if (told != Exit::ok || !writes_files()) return told;
    }
    tell_groups(groups->of);
    report_.attention = groups->attention;
    if (linker.model().collective && !(asked_.pairs.empty() && asked_.truth.empty())) {
      report_.settled = linkage::settle_pairs(linker, report_.found.edges, *groups);
      watch_.lap("settle");
    }
    if (!asked_.truth.empty()) {
      report_.quality = linkage::evaluate(linker, report_.found.edges, input_.labels);
      if (linker.model().collective) report_.quality->settled = linkage::evaluate_settled(linker.table(), linkage::settled_edges(report_.settled), input_.labels);
      watch_.lap("evaluate");
    }
    return write(linker, groups->of);
  }

  /// On standard error, so that it is seen whatever else is printed.
  void tell_unreadable() {
    std::string fields;
    for (auto const& one : input_.unreadable) fields += fmt::format("{}{} of '{}'", fields.empty() ? "" : ", ", one.values, visible(one.field));
    if (!fields.empty()) fmt::print(stderr, "Values that are no day of the past and count as missing: {}.\n", fields);
  }

  Exit in_parts(linkage::Linker& linker) {
    PartsFolder const folder{asked_.work, asked_.train};
    if (asked_.plan > 0) {
      auto const rules = linker.plan();
      if (auto const made = folder.write_plan(linker, static_cast<std::uint32_t>(asked_.plan), rules); !made) return complain(arguments_, made.error(), asked_.work);
      return say_rules("planned", fmt::format("Planned {} parts. Run each with --part, then --merge.\n", asked_.plan), rules);
    }
    auto const plan = folder.read_plan(linker);
    if (!plan) return complain(arguments_, plan.error(), asked_.work);
    auto learned = folder.learned();
    if (!learned) return complain(arguments_, learned.error(), asked_.work);
    bool const counting = asked_.train && !learned->has_value();
    if (*learned) {
      if (asked_.merge) learn_again(linker, folder, *plan);
      linker.use(std::move(**learned));
    }
    if (asked_.part > 0) {
      auto const there = folder.run_part(linker, *plan, static_cast<std::uint32_t>(asked_.part), counting);
      if (!there) return complain(arguments_, there.error(), asked_.work);
      return say(*there ? "there" : counting ? "counted" : "found", fmt::format("Part {} {}.\n", asked_.part, *there ? "was there already" : counting ? "has counted" : "has found its pairs"));
    }
    return counting ? merge_counts(linker, folder, *plan) : merge_edges(linker, folder, *plan);
  }

  Exit merge_counts(linkage::Linker& linker, PartsFolder const& folder, Plan plan) {
    auto const counts = folder.merged_counts(linker, plan);
    if (!counts) return complain(arguments_, counts.error().problem, counts.error().file);
    report_.learned = linker.learn(*counts);
    report_.trained = true;
    if (auto const written = folder.write_learned(linker.model()); !written) return complain(arguments_, written.error(), asked_.work);
    auto const json = Json{Json::Object{}}.set("done", "learned").set("learned", to_json(report_.learned));
    if (!asked_.report.empty()) {
      if (auto const written = write_file(asked_.report, json.pretty() + "\n"); !written) return complain(arguments_, written.error(), asked_.report);
    }
    if (arguments_.json) print_json(json);
    else print(text_of(report_.learned) + "The model has its numbers now. Run every part once more to find pairs, then --merge.\n");
    return Exit::ok;
  }

  /// What the parts counted is there still: the report of the whole run says how it was learned.
  void learn_again(linkage::Linker& linker, PartsFolder const& folder, Plan plan) {
    auto const counts = folder.merged_counts(linker, plan);
    if (!counts) return;
    report_.learned = linker.learn(*counts);
    report_.trained = true;
  }

  Exit merge_edges(linkage::Linker const& linker, PartsFolder const& folder, Plan plan) {
    auto found = folder.merged_edges(linker, plan);
    if (!found) return complain(arguments_, found.error().problem, found.error().file);
    report_.found = std::move(*found);
    watch_.lap("merge");
    return finish(linker);
  }

  Exit say(std::string const& done, std::string const& text) {
    if (arguments_.json) print_json(Json{Json::Object{}}.set("done", done));
    else print(text);
    return Exit::ok;
  }

  /// Before a pair is compared: what each rule costs.
  Exit say_rules(std::string const& done, std::string const& text, std::vector<linkage::RuleTally> const& rules) {
    if (arguments_.json) print_json(Json{Json::Object{}}.set("done", done).set("records", static_cast<std::int64_t>(input_.ids.size())).set("rules", rules_json(rules)));
    else print(text_of(rules) + text);
    return Exit::ok;
  }

  void train(linkage::Linker& linker) {
    linkage::Counts counts;
    linker.count_prior(counts);
    watch_.lap("prior");
    linker.count_random(counts);
    watch_.lap("u");
    linker.count_sessions(counts);
    report_.learned = linker.learn(counts);
    report_.trained = true;
    watch_.lap("em");
  }

  void tell_groups(std::vector<linkage::Record> const& group) {
    std::vector<std::uint32_t> sizes(group.size(), 0);
    for (auto const root : group) ++sizes[root];
    for (auto const size : sizes) {
      if (size < 2) continue;
      ++report_.groups;
      report_.records_grouped += size;
      report_.largest_group = std::max<std::uint64_t>(report_.largest_group, size);
    }
  }

  [[nodiscard]] bool writes_files() const { return !asked_.pairs.empty() || !asked_.clusters.empty() || !asked_.learned.empty() || !asked_.report.empty(); }

  Exit write(linkage::Linker const& linker, std::vector<linkage::Record> const& group) {
    if (!asked_.pairs.empty()) {
      auto const written = linker.model().collective ? write_settled_pairs(asked_.pairs, linker, report_.settled, input_.ids)
                                                     : write_pairs(asked_.pairs, linker, report_.found.edges, input_.ids);
      if (!written) return complain(arguments_, written.error(), asked_.pairs);
    }
    if (!asked_.clusters.empty()) {
      if (auto const written = write_groups(asked_.clusters, group, input_.ids, linker.table().first_file); !written) return complain(arguments_, written.error(), asked_.clusters);
    }
    if (!asked_.learned.empty()) {
      if (auto const written = write_file(asked_.learned, linkage::write_model(linker.model())); !written) return complain(arguments_, written.error(), asked_.learned);
    }
    if (!asked_.pairs.empty() || !asked_.clusters.empty()) watch_.lap("write");
    report_.phases = watch_.phases();
    auto const json = to_json(report_, input_, linker.model());
    if (!asked_.report.empty()) {
      if (auto const written = write_file(asked_.report, json.pretty() + "\n"); !written) return complain(arguments_, written.error(), asked_.report);
    }
    if (!asked_.explain.empty()) return Exit::ok;  // that was asked for, and is printed
    if (arguments_.json) print_json(json);
    else print(text_of(report_, input_));
    return Exit::ok;
  }

  Arguments const& arguments_;
  LinkageArguments const& asked_;
  linkage::Model model_;
  linkage::Nicknames const& nicknames_;
  Stopwatch watch_;
  LinkageInput input_;
  LinkageReport report_;
};

}  // namespace

Exit run_link_files(Arguments const& arguments) {
  if (auto const clash = files_that_clash(arguments); !clash.empty()) return complain(arguments, clash);
  auto exit = Exit::ok;
  auto model = open_model(arguments, exit);
  if (!model) return exit;
  if (!arguments.linkage.train && !arguments.linkage.count && !model->trained()) {
    return complain(arguments, Findings{{.code = "linkage.untrained", .file = arguments.linkage.model, .message = "the model has no numbers yet", .remedy = "Add --train to learn them from the records, and --learned FILE to keep them."}});
  }
  auto const nicknames = open_nicknames(arguments, exit);
  if (!nicknames) return exit;
  return LinkFiles{arguments, std::move(*model), *nicknames}.run();
}

}  // namespace concordat::cli
