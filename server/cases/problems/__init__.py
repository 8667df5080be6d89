"""Problems (问题): closed when all their measures are struck off, by their lead units and the leading group."""
