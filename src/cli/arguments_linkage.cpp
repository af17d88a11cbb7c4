// SPDX-License-Identifier: Apache-2.0
#include "cli/arguments_build.h"

namespace concordat::cli {

void linkage_verbs(Builder& build, Arguments& to) {
  auto* link = build.verb("link-files", "find the records of one person in one file, or between two; no hub is needed, nothing is stored");
  auto& asked = to.linkage;
  link->add_option("FILE", to.files, "the file, or two files that are linked with each other")->required()->expected(1, 2);
  link->add_option("--model", asked.model, "linkage model: columns, candidate rules, comparisons")->required();
  link->add_flag("--train", asked.train, "learn the model's numbers from these records");
  link->add_option("--threads", asked.threads, "how many threads; the answer is the same for any number")->capture_default_str()->check(CLI::Range(1, 256));
  link->add_option("--pairs", asked.pairs, "file to write: every pair that was kept, with its weight and levels");
  link->add_option("--clusters", asked.clusters, "file to write: the group of every record");
  link->add_option("--report", asked.report, "file to write: seconds, memory, pairs by rule, quality (JSON)");
  link->add_option("--learned", asked.learned, "file to write: the model with the numbers it learned");
  link->add_option("--id", asked.id, "heading of the record's id (default: the first column)");
  auto* truth = link->add_option("--truth", asked.truth, "heading of the true person, where it is known: adds precision and recall");
  link->add_option("--by-group", asked.by_group, "with --truth: heading of a group that quality is reported by; never compared")->needs(truth);
  auto* explain = link->add_option("--explain", asked.explain, "ids of two records, of the first file and the second where there are two: why they weigh what they weigh; files that are asked for as well are written")->expected(2);
  link->add_option("--picture", asked.picture, "with --explain: file to write, the weights as a waterfall (SVG)")->needs(explain);
  auto* count = link->add_flag("--count", asked.count, "say how many pairs each rule has, and end: nothing is compared");
  auto* work = link->add_option("--work", asked.work, "folder of a run in parts");
  auto* plan = link->add_option("--plan", asked.plan, "make a run of so many parts, and say how many pairs each rule has")->check(CLI::Range(1, 10'000))->needs(work);
  auto* part = link->add_option("--part", asked.part, "do this part of the run, from 1 on; safe to repeat")->check(CLI::Range(1, 10'000))->needs(work);
  auto* merge = link->add_flag("--merge", asked.merge, "put the parts together: what was learned first, then pairs and groups")->needs(work);
  explain->excludes(work);
  count->excludes(work)->excludes(explain);
  plan->excludes(part)->excludes(merge);
  part->excludes(merge);
}

}  // namespace concordat::cli
