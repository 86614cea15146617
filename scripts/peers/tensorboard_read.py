#!/usr/bin/env python3
"""Reads the event files of `shearnet runs --tensorboard` as TensorBoard does, and compares them with what they were made from.

    python3 -m venv /tmp/tb && /tmp/tb/bin/pip install tensorboard
    scripts/shearnet runs --tensorboard
    /tmp/tb/bin/python scripts/peers/tensorboard_read.py [FOLDER ...]

Asked of every file below the folders (default: runs): that the package's EventFileLoader reads it to its end; that every number of
metrics.csv is there, at its epoch, equal in float32; that there are no others; that a picture is there for each PNG, of its bytes;
and that the hparams plugin finds the run, its keys and its metrics. Exit code 1 where anything is not so.
"""
import csv
import logging
import pathlib
import sys

import numpy as np
import tensorboard
from tensorboard.backend.event_processing import data_provider, event_file_loader, plugin_event_multiplexer
from tensorboard.context import RequestContext
from tensorboard.plugins import base_plugin
from tensorboard.plugins.hparams import api_pb2, backend_context, get_experiment, list_session_groups, metadata
from tensorboard.util import tensor_util


def compare(file):
    """What is wrong with a file, how many numbers and pictures it has, and its hyperparameters."""
    wrong, found, pictures, keys = [], {}, {}, {}
    version = None
    for event in event_file_loader.EventFileLoader(str(file)).Load():
        version = event.file_version or version
        for value in event.summary.value:
            plugin = value.metadata.plugin_data.plugin_name
            if plugin == metadata.PLUGIN_NAME:
                if value.tag == metadata.SESSION_START_INFO_TAG:
                    start = metadata.parse_session_start_info_plugin_data(value.metadata.plugin_data.content)
                    keys = {key: getattr(one, one.WhichOneof("kind")) for key, one in start.hparams.items()}
            elif plugin == "images":
                pictures[value.tag] = value.tensor.string_val[2]
            else:
                found[value.tag, event.step] = tensor_util.make_ndarray(value.tensor).item()
    if version != "brain.Event:2":
        wrong.append("file version %r" % version)
    metrics = file.parent / "metrics.csv"
    expected = {}
    if metrics.exists():
        for row in csv.DictReader(metrics.open()):
            for name, cell in row.items():
                if name != "epoch" and cell not in ("", "nan", "NaN"):
                    expected[name, int(row["epoch"])] = np.float32(cell)
    for place in sorted(set(expected) | set(found)):
        if place not in found or place not in expected or np.float32(found[place]) != expected[place]:
            wrong.append("%s at %d: %s, in metrics.csv %s" % (*place, found.get(place), expected.get(place)))
    for part in ("", "benchmark", "inspect"):
        for png in (file.parent / part).glob("*.png"):
            tag = str(png.relative_to(file.parent).with_suffix(""))
            if pictures.get(tag) != png.read_bytes():
                wrong.append("picture %s" % tag)
    return wrong, len(found), len(pictures), keys


def sessions(folder):
    """Runs that the hparams plugin itself finds below a folder, and how many metrics it has of each."""
    multiplexer = plugin_event_multiplexer.EventMultiplexer().AddRunsFromDirectory(str(folder))
    multiplexer.Reload()
    provider = data_provider.MultiplexerDataProvider(multiplexer, str(folder))
    context = backend_context.Context(base_plugin.TBContext(data_provider=provider))
    request = RequestContext()
    experiment = get_experiment.Handler(request, context, "", api_pb2.GetExperimentRequest()).run()
    wanted = api_pb2.ListSessionGroupsRequest(
        slice_size=100000, allowed_statuses=[api_pb2.STATUS_SUCCESS, api_pb2.STATUS_UNKNOWN], include_metrics=True)
    for info in experiment.metric_infos:
        wanted.col_params.add(metric=info.name)
    for info in experiment.hparam_infos:
        wanted.col_params.add(hparam=info.name)
    groups = list_session_groups.Handler(request, context, "", wanted).run()
    return experiment, [(s.name, len(s.metric_values)) for g in groups.session_groups for s in g.sessions]


def main():
    logging.getLogger("tensorboard").setLevel(logging.ERROR)
    folders = [pathlib.Path(f) for f in sys.argv[1:]] or [pathlib.Path("runs")]
    print("tensorboard %s" % tensorboard.__version__)
    faults = files = 0
    for folder in folders:
        hyperparameters = 0
        for file in sorted(folder.rglob("events.out.tfevents.*")):
            wrong, numbers, pictures, keys = compare(file)
            files += 1
            hyperparameters += bool(keys)
            print("%s: %d numbers, %d pictures, %d hyperparameters%s" % (
                file.parent, numbers, pictures, len(keys), "" if not wrong else "\n  WRONG " + "\n  ".join(wrong)))
            faults += len(wrong)
        experiment, found = sessions(folder)
        print("%s: the hparams plugin finds %d runs, %d keys, %d metrics" % (
            folder, len(found), len(experiment.hparam_infos), len(experiment.metric_infos)))
        if len(found) != hyperparameters:
            print("  WRONG: %d files have hyperparameters" % hyperparameters)
            faults += 1
    if not files:
        print("no event files below %s" % ", ".join(map(str, folders)))
    return 1 if faults or not files else 0


if __name__ == "__main__":
    sys.exit(main())
