package org.shearnet.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.shearnet.net.engine.Activation;
import org.shearnet.net.engine.PoolingSpec;
import org.shearnet.net.layer.Convolution;
import org.shearnet.net.layer.Dense;
import org.shearnet.net.layer.Pooling;

/**
 * Layers one upon another as a line of words: {@code conv 16x3, average 2, conv 32x3 dilation 2, dense 128}. Nothing is trained by
 * it; it is for looking at sizes.
 */
public record Stack(List<Item> items) implements Architecture {

    /**
     * One layer.
     *
     * @param word conv, average, maximum, stride, blur, moments, weighted-moments or dense
     * @param outputs channels or numbers; 0 where it keeps them
     * @param window pixels along an axis; 1 where it has none
     * @param stride between windows
     * @param dilation of the window
     */
    public record Item(String word, int outputs, int window, int stride, int dilation) {}

    /** What can stand in a stack, for complaints and help. */
    public static final String WORDS =
            "conv CHANNELSxKERNEL [stride S] [dilation D], average N [stride S], maximum N [stride S],"
                    + " stride N, blur, moments, weighted-moments, dense N";

    private static final Pattern CONVOLUTION =
            Pattern.compile("conv (\\d{1,5})x(\\d{1,3})(?: stride (\\d{1,3}))?(?: dilation (\\d{1,3}))?");
    private static final Pattern POOLING = Pattern.compile("(average|maximum) (\\d{1,3})(?: stride (\\d{1,3}))?");
    private static final Pattern OTHER = Pattern.compile("(stride|dense) (\\d{1,6})");

    private static final int MOST_LAYERS = 100;

    public Stack {
        items = List.copyOf(items);
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException naming the first layer that is none
     */
    public static Stack parse(String line) {
        List<Item> items = new ArrayList<>();
        for (String part : line.split(",", -1)) {
            items.add(item(part.strip().replaceAll("\\s+", " ").toLowerCase(java.util.Locale.ROOT)));
        }
        if (items.size() > MOST_LAYERS) {
            throw new IllegalArgumentException("more than " + MOST_LAYERS + " layers");
        }
        return new Stack(items);
    }

    private static Item item(String text) {
        Matcher convolution = CONVOLUTION.matcher(text);
        if (convolution.matches()) {
            return checked(
                    text,
                    new Item(
                            "conv",
                            Integer.parseInt(convolution.group(1)),
                            Integer.parseInt(convolution.group(2)),
                            number(convolution.group(3), 1),
                            number(convolution.group(4), 1)));
        }
        Matcher pooling = POOLING.matcher(text);
        if (pooling.matches()) {
            int window = Integer.parseInt(pooling.group(2));
            return checked(text, new Item(pooling.group(1), 1, window, number(pooling.group(3), window), 1));
        }
        Matcher other = OTHER.matcher(text);
        if (other.matches()) {
            int n = Integer.parseInt(other.group(2));
            return checked(
                    text,
                    other.group(1).equals("dense") ? new Item("dense", n, 1, 1, 1) : new Item("stride", 1, 1, n, 1));
        }
        if (List.of("blur", "moments", "weighted-moments").contains(text)) {
            return new Item(text, 1, 1, 1, 1);
        }
        throw new IllegalArgumentException("'" + text + "' is no layer; there are: " + WORDS);
    }

    private static Item checked(String text, Item item) {
        if (item.outputs < 1 || item.window < 1 || item.stride < 1 || item.dilation < 1) {
            throw new IllegalArgumentException("'" + text + "': every number must be at least 1");
        }
        return item;
    }

    private static int number(String text, int otherwise) {
        return text == null ? otherwise : Integer.parseInt(text);
    }

    @Override
    public String name() {
        return "stack";
    }

    @Override
    public void build(GraphPlan plan) {
        String last = plan.stamp();
        boolean vector = false;
        for (Item item : items) {
            if (vector && !item.word.equals("dense")) {
                throw new IllegalArgumentException("'" + item.word + "' needs maps, and what is before it is a vector");
            }
            vector |= item.word.equals("dense") || item.word.endsWith("moments");
            last = add(plan, item, last, plan.activation());
        }
        plan.finish(last);
    }

    private static String add(GraphPlan plan, Item item, String below, Activation activation) {
        return switch (item.word) {
            case "conv" ->
                plan.add(
                        new Convolution(item.window, item.outputs, activation)
                                .strided(item.stride)
                                .dilated(item.dilation),
                        below);
            case "average" -> plan.add(new Pooling(PoolingSpec.Kind.AVERAGE, item.window, item.stride), below);
            case "maximum" -> plan.add(new Pooling(PoolingSpec.Kind.MAXIMUM, item.window, item.stride), below);
            case "stride" -> plan.add(new Pooling(PoolingSpec.Kind.AVERAGE, 1, item.stride), below);
            case "blur" -> Reduction.BLUR.after(plan, below);
            case "moments" -> Head.MOMENTS.add(plan, below);
            case "weighted-moments" -> Head.WEIGHTED_MOMENTS.add(plan, below);
            default -> plan.add(new Dense(item.outputs, activation), below);
        };
    }

    @Override
    public Map<String, Object> knobs() {
        return Map.of();
    }

    @Override
    public List<Integer> usualDense() {
        return List.of();
    }

    /** A specification of it, with the activation of {@code enhanced}. */
    public NetworkSpec spec() {
        NetworkSpec usual = NetworkSpec.of("enhanced");
        return new NetworkSpec(
                this,
                usual.outputs(),
                List.of(),
                usual.activation(),
                List.of(),
                usual.imageScale(),
                usual.labelScale(),
                false);
    }
}
