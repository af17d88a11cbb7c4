// SPDX-License-Identifier: Apache-2.0
// What the verb that links files was told.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace concordat::cli {

struct LinkageArguments {
  std::string model;     ///< file of the model
  bool train = false;
  int threads = 1;
  std::string pairs;     ///< file to write
  std::string clusters;  ///< file to write
  std::string report;    ///< file to write
  std::string learned;   ///< file to write: the model with its numbers
  std::string id;        ///< heading
  std::string truth;     ///< heading
  std::string by_group;  ///< heading
  std::vector<std::string> explain;  ///< ids of two records; empty: none is asked about
  std::string picture;   ///< file to write: the explanation as SVG
  bool count = false;    ///< pairs of each rule, and no more
  std::string work;      ///< folder of a run in parts
  int plan = 0;          ///< how many parts; 0: no plan is made
  int part = 0;          ///< from 1; 0: none
  bool merge = false;
};

}  // namespace concordat::cli
