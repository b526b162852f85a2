package io.permvi.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.ext.heading.anchor.IdGenerator;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * Reads a page of Markdown: rewrites its links for the site, says which commands have been run, and links names to the
 * Javadoc.
 */
final class PageReader {
    private static final List<Extension> EXTENSIONS =
            List.of(TablesExtension.create(), HeadingAnchorExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
    private static final HtmlRenderer HTML =
            HtmlRenderer.builder().extensions(EXTENSIONS).build();

    private static final Pattern OPTION = Pattern.compile("(^| )(-[^ ]{1,24})(?= |$)");

    private final UnaryOperator<String> links;
    private final ApiTypes types;
    private final RunCommands commands;

    /**
     * Makes a reader.
     *
     * @param links from a destination in the source to one in the site
     */
    PageReader(UnaryOperator<String> links, ApiTypes types, RunCommands commands) {
        this.links = links;
        this.types = types;
        this.commands = commands;
    }

    /** The tree of a file. */
    static Node parse(Path source) {
        try {
            return PARSER.parse(Files.readString(source));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a page.
     *
     * @throws IllegalArgumentException when it has no heading, or a picture without a text
     */
    Page read(Path source, String file) {
        Node document = parse(source);
        if (!(document.getFirstChild() instanceof Heading title)) {
            throw new IllegalArgumentException(source + " must begin with a heading");
        }
        Node lead = title.getNext();
        while (lead != null && !(lead instanceof Paragraph)) {
            lead = lead.getNext();
        }
        List<Page.Section> sections = sections(document);
        document.accept(new Changes(source));
        return new Page(file, Words.of(title), lead == null ? "" : Words.of(lead), HTML.render(document), sections);
    }

    private static List<Page.Section> sections(Node document) {
        IdGenerator anchors = IdGenerator.builder().build();
        List<Page.Section> sections = new ArrayList<>();
        String heading = "";
        String anchor = "";
        StringBuilder text = new StringBuilder();
        for (Node node = document.getFirstChild(); node != null; node = node.getNext()) {
            if (node instanceof Heading found) {
                sections.add(new Page.Section(anchor, heading, text.toString()));
                heading = Words.of(found);
                anchor = anchors.generateId(heading);
                text.setLength(0);
            } else {
                text.append(Words.of(node)).append(' ');
            }
        }
        sections.add(new Page.Section(anchor, heading, text.toString()));
        return sections.subList(1, sections.size());
    }

    private final class Changes extends AbstractVisitor {
        private final Path source;

        Changes(Path source) {
            this.source = source;
        }

        @Override
        public void visit(Link link) {
            link.setDestination(links.apply(link.getDestination()));
        }

        @Override
        public void visit(Image image) {
            if (Words.of(image).isBlank()) {
                throw new IllegalArgumentException(source + ": the picture " + image.getDestination()
                        + " has no text; write ![what it shows](...)");
            }
            image.setDestination(links.apply(image.getDestination()));
        }

        @Override
        public void visit(Code code) {
            if (code.getParent() instanceof Link) {
                return;
            }
            types.page(code.getLiteral()).ifPresent(page -> {
                Link link = new Link(page, null);
                code.insertBefore(link);
                link.appendChild(code);
            });
            // a browser would break a line behind the hyphen of an option
            if (OPTION.matcher(code.getLiteral()).find()) {
                HtmlInline whole = new HtmlInline();
                whole.setLiteral("<code>"
                        + OPTION.matcher(Frame.escaped(code.getLiteral())).replaceAll("$1<span>$2</span>") + "</code>");
                code.insertBefore(whole);
                code.unlink();
            }
        }

        @Override
        public void visit(FencedCodeBlock block) {
            note(block, block.getLiteral());
        }

        @Override
        public void visit(IndentedCodeBlock block) {
            note(block, block.getLiteral());
        }

        private void note(Node block, String code) {
            commands.note(code).ifPresent(words -> {
                HtmlBlock note = new HtmlBlock();
                note.setLiteral("<p class=\"run\">" + words + "</p>");
                block.insertAfter(note);
            });
        }
    }
}
