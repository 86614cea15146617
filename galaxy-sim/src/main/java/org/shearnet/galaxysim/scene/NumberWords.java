package org.shearnet.galaxysim.scene;

import java.util.List;
import org.shearnet.galaxysim.yaml.Keys;
import org.shearnet.galaxysim.yaml.Vocabulary;
import org.shearnet.galaxysim.yaml.YamlNode;

/** The rules that a number may follow. */
final class NumberWords {

    private static final Keys CATALOG = Keys.none()
            .must("col", "name, or number from 0 in a text")
            .may("index", "row, from 0; in turn unless given")
            .may("num", "which of several catalogues, from 0");

    private static final Keys ITEMS = Keys.none().must("items", "");

    private static final Keys KEY = Keys.none().must("key", "the path");

    static final Vocabulary<Values, Drawn<Double>> ALL = GalSimWords.<Values, Drawn<Double>>vocabulary(
                    "Numbers",
                    "wherever a number stands; also a bare list, taken in turn, `$expression`, and `@path` of another value")
            .register("Random", "uniform", RandomNumbers.UNIFORM, RandomNumbers::uniform)
            .register("RandomGaussian", "normal", RandomNumbers.GAUSSIAN, RandomNumbers::gaussian)
            .register(
                    "RandomDistribution",
                    "from a density: a function of x, or a text of two columns",
                    RandomNumbers.DISTRIBUTION,
                    RandomNumbers::distribution)
            .register("Catalog", "a column of `input.catalog`", CATALOG, NumberWords::catalogue)
            .register("List", "one of several", Turns.LIST, (n, v) -> Turns.list(n, v, v::number))
            .register("Sequence", "counts objects, or images", Turns.SEQUENCE, (n, v) -> Turns.sequence(n, v, v::fixed))
            .register("Sum", "the sum of several", ITEMS, NumberWords::sum)
            .register("Current", "the value at another path, as `@path`", KEY, NumberWords::current)
            .register("Eval", "an expression, as `$str`", Expressions.KEYS, Expressions::parse);

    private NumberWords() {}

    private static Drawn<Double> catalogue(YamlNode node, Values values) {
        YamlNode col = node.get("col");
        List<Catalog> catalogs = values.catalogs();
        if (catalogs.isEmpty()) {
            throw node.error("there is no input.catalog to take a column from");
        }
        int number = node.has("num") ? node.get("num").count(0, catalogs.size() - 1) : 0;
        double[] column = catalogs.get(number).column(col);
        Drawn<Long> index = Turns.index(node, values, column.length);
        return d -> {
            int row = (int) (long) index.draw(d);
            if (!Double.isFinite(column[row])) {
                throw node.error("the catalogue's column " + col.text() + " holds no number in row " + row);
            }
            return column[row];
        };
    }

    private static Drawn<Double> sum(YamlNode node, Values values) {
        List<Drawn<Double>> items =
                node.get("items").items().stream().map(values::number).toList();
        return Drawn.overAll(
                items, d -> items.stream().mapToDouble(i -> i.draw(d)).sum());
    }

    private static Drawn<Double> current(YamlNode node, Values values) {
        return values.reference(values.target(node, node.get("key").text()));
    }
}
